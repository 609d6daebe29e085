using MediaRecorder.Audio.Codecs;

namespace MediaRecorder.Media.Bridges;

/// <summary>One payload type of a member's SDP, <c>a=rtpmap</c> (RFC 8866 §6.6).</summary>
/// <param name="ClockRate">In Hz, of the RTP timestamps.</param>
public readonly record struct BridgeFormat(byte PayloadType, string EncodingName, int ClockRate, int Channels = 1)
{
    private const int TicksPerSecond = 50;

    /// <summary>
    /// A bridge can decode and encode it: on this machine with its libraries, and 20 ms of it are a whole number of samples.
    /// </summary>
    public bool IsMixable =>
        ClockRate % TicksPerSecond == 0 && AudioDecoders.CanDecode(new AudioFormat(EncodingName, ClockRate, Channels));

    /// <summary>RFC 4733 §2.1.</summary>
    public bool IsEvents => EncodingName.Equals("telephone-event", StringComparison.OrdinalIgnoreCase);

    internal AudioFormat Audio => new(EncodingName, ClockRate, Channels);
}
