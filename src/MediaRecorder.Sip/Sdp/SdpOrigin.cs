namespace MediaRecorder.Sip.Sdp;

/// <summary>
/// RFC 8866 §5.2. Session id and version stay text: peers send numbers beyond 64 bits; a version that is equal means an
/// unchanged description (RFC 3264 §8).
/// </summary>
public readonly record struct SdpOrigin(string Username, string SessionId, string Version, string Address)
{
    internal static bool TryParse(string value, out SdpOrigin origin)
    {
        var parts = value.Split(' ', 7, StringSplitOptions.RemoveEmptyEntries);
        origin = parts.Length == 6 ? new SdpOrigin(parts[0], parts[1], parts[2], parts[5]) : default;
        return parts.Length == 6;
    }
}
