namespace MediaRecorder.Sip.Transports;

/// <summary>What stands at the head of a stream.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Length">Bytes to take off the stream; 0 for <see cref="SipFrameKind.NeedMore"/> and
/// <see cref="SipFrameKind.Broken"/>.</param>
/// <param name="Error">Why it is <see cref="SipFrameKind.Broken"/>; else <see cref="SipFramingError.None"/>.</param>
public readonly record struct SipFrame(SipFrameKind Kind, int Length, SipFramingError Error)
{
    internal static readonly SipFrame NeedMore = new(SipFrameKind.NeedMore, 0, SipFramingError.None);

    internal static SipFrame Broken(SipFramingError error) => new(SipFrameKind.Broken, 0, error);
}
