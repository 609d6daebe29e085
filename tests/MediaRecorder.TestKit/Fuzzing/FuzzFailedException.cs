namespace MediaRecorder.TestKit.Fuzzing;

/// <summary>
/// A finding. The message holds the input in base64: decoded into a file <c>&lt;target&gt;-&lt;word&gt;.bin</c> among
/// the regressions, it is tried in every later run.
/// </summary>
public sealed class FuzzFailedException(string target, int seed, long number, byte[] input, Exception inner)
    : Exception($"{target}: seed {seed}, input {number}: {inner.Message}\n{Convert.ToBase64String(input)}", inner);
