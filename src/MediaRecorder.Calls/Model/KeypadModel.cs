using System.Collections.Immutable;

namespace MediaRecorder.Calls.Model;

/// <summary>The agents' keypad codes. REQ C-04.</summary>
/// <param name="PauseCodes">Key sequences that pause the recording, such as <c>#11#</c>.</param>
/// <param name="ResumeCodes">Key sequences that start or resume it, such as <c>#12#</c>.</param>
/// <param name="InterDigitTimeout">A sequence is given up when its next key does not come within this time.</param>
public sealed record KeypadModel(
    ImmutableArray<string> PauseCodes,
    ImmutableArray<string> ResumeCodes,
    TimeSpan InterDigitTimeout);
