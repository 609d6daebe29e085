namespace MediaRecorder.Interop.Tests.Dialogs;

/// <summary>What a <see cref="WirePhone"/> says to a request; status 0 is silence.</summary>
public readonly record struct WireAnswer(int Status, string Headers = "", string Body = "")
{
    public static readonly WireAnswer Silence = new(0);
}
