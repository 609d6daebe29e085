namespace MediaRecorder.Sip.Sdp;

/// <summary>
/// RFC 8866 §5.2. Session id and version stay text: peers send numbers beyond 64 bits; a version that is equal means an
/// unchanged description (RFC 3264 §8).
/// </summary>
public readonly record struct SdpOrigin(string Username, string SessionId, string Version, string Address)
{
    private const int Fields = 6;

    internal static bool TryParse(string value, out SdpOrigin origin)
    {
        Span<Range> parts = stackalloc Range[Fields + 1];
        var isWhole = value.AsSpan().Split(parts, ' ', StringSplitOptions.RemoveEmptyEntries) == Fields;
        origin = isWhole ? new SdpOrigin(value[parts[0]], value[parts[1]], value[parts[2]], value[parts[5]]) : default;
        return isWhole;
    }
}
