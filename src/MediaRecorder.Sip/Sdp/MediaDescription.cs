using System.Net;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Sdp.Crypto;

namespace MediaRecorder.Sip.Sdp;

/// <summary>
/// One m-line with the lines below it (RFC 8866 §5.14). Immutable; what it inherits is already filled in.
/// </summary>
public sealed class MediaDescription
{
    /// <summary>More formats than payload types exist are nonsense.</summary>
    public const int MaxFormats = 256;

    /// <summary>More a=crypto lines than there are suites are nonsense.</summary>
    public const int MaxCrypto = 32;

    private readonly SdpLine[] _lines;
    private RtpMap[]? _rtpMaps;
    private CryptoLine[]? _crypto;

    private MediaDescription(SdpLine[] lines, string[] fields, int port)
    {
        _lines = lines;
        Kind = fields[0];
        Port = port;
        Protocol = fields[2];
        Profile = ProfileOf(Protocol);
        Formats = fields.AsSpan(3).ToArray();
    }

    /// <summary>audio, video, image, …</summary>
    public string Kind { get; }

    /// <summary>0 means the stream is refused or ended (RFC 3264 §6, §8.2).</summary>
    public int Port { get; }

    /// <summary>As written: RTP/AVP, RTP/SAVP, udptl, …</summary>
    public string Protocol { get; }

    public MediaProfile Profile { get; }

    /// <summary>Its protocol made secure or plain; RTP with feedback stays so (RFC 5124).</summary>
    public string RtpProtocol(bool secure) =>
        (secure ? "RTP/SAVP" : "RTP/AVP") + (Protocol.EndsWith("F", StringComparison.OrdinalIgnoreCase) ? "F" : "");

    /// <summary>RTP, in clear or with keys in the description.</summary>
    public bool IsRtp => Profile is MediaProfile.Rtp or MediaProfile.SecureRtp;

    public bool IsAudio => Kind.Equals("audio", StringComparison.OrdinalIgnoreCase);

    public IReadOnlyList<string> Formats { get; }

    /// <summary>Its own, else the description's; null without one or for a host name.</summary>
    public IPAddress? Connection { get; private init; }

    /// <summary>Its own, else the description's, else sendrecv.</summary>
    public MediaDirection Direction { get; private init; }

    /// <summary>Known payload types in the order of preference; empty for protocols other than RTP.</summary>
    public IReadOnlyList<RtpMap> RtpMaps => _rtpMaps ??=
        Protocol.StartsWith("RTP/", StringComparison.OrdinalIgnoreCase)
            || Protocol.Contains("/RTP/", StringComparison.OrdinalIgnoreCase)
            ? RtpMapTable.Build(Formats, _lines) : [];

    /// <summary>
    /// The a=crypto lines that can be read, in the writer's order of preference (RFC 4568 §5.1.1), the first
    /// <see cref="MaxCrypto"/> of them.
    /// </summary>
    public IReadOnlyList<CryptoLine> Crypto => _crypto ??= ReadCrypto();

    /// <summary>Milliseconds of audio in a packet, as wished by the writer; null when not said.</summary>
    public int? PtimeMs =>
        SdpFields.TryFindAttribute(_lines, "ptime", out var line)
        && SipGrammar.TryParseNumber(line.AttributeValue, 1000, out var ms) && ms > 0 ? ms : null;

    /// <summary>
    /// RFC 5761 §5.1.1. In an offer only a wish: RTCP moves to the RTP port when the answer has it too.
    /// </summary>
    public bool HasRtcpMux => SdpFields.TryFindAttribute(_lines, "rtcp-mux", out _);

    /// <summary>
    /// Where the writer wants RTCP without multiplexing: a=rtcp (RFC 3605), else the port after RTP. Null when the
    /// stream is off or no literal address is known.
    /// </summary>
    public IPEndPoint? RtcpEndpoint
    {
        get
        {
            if (Port == 0)
            {
                return null;
            }

            var port = Port + 1;
            var address = Connection;
            if (SdpFields.TryFindAttribute(_lines, "rtcp", out var line))
            {
                var value = line.AttributeValue;
                var blank = value.IndexOfAny(SipGrammar.Blanks);
                var digits = blank < 0 ? value : value[..blank];
                _ = SipGrammar.TryParseNumber(digits, ushort.MaxValue, out port);
                address = blank < 0 ? address : SdpFields.Address(value[blank..]);
            }

            return port is > 0 and <= ushort.MaxValue && address is not null ? new IPEndPoint(address, port) : null;
        }
    }

    /// <summary>
    /// The writer holds the other side: sendonly, inactive (RFC 3264 §8.4) or the unspecified address (RFC 2543 style).
    /// </summary>
    public bool IsOnHold =>
        Direction is MediaDirection.SendOnly or MediaDirection.Inactive
        || SdpAnchor.IsUnspecified(Connection);

    /// <summary>All lines from the m-line on, as written.</summary>
    public IReadOnlyList<SdpLine> Lines => _lines;

    internal ReadOnlySpan<SdpLine> WrittenLines => _lines;

    private CryptoLine[] ReadCrypto()
    {
        var read = new List<CryptoLine>();
        foreach (ref readonly var line in _lines.AsSpan())
        {
            if (line.AttributeName is CryptoLine.Name
                && read.Count < MaxCrypto
                && CryptoLine.TryParse(line.AttributeValue, out var crypto))
            {
                read.Add(crypto);
            }
        }

        return [.. read];
    }

    // RFC 4145, RFC 5764, RFC 7345, RFC 8841 and the like name all layers: UDP/TLS/RTP/SAVPF, TCP/DTLS/SCTP, UDP/TLS/UDPTL.
    private static MediaProfile ProfileOf(string protocol)
    {
        switch (protocol.ToUpperInvariant())
        {
            case "RTP/AVP" or "RTP/AVPF":
                return MediaProfile.Rtp;
            case "RTP/SAVP" or "RTP/SAVPF":
                return MediaProfile.SecureRtp;
            case "UDPTL" or "UDP":
                return MediaProfile.Datagrams;
            case var other:
                var layers = other.Split('/');
                return layers[0] is "RTP" or "UDP" && !layers.AsSpan(1).ContainsAny(["TLS", "DTLS", "SCTP", "TCP"])
                    ? MediaProfile.Datagrams
                    : MediaProfile.Unsupported;
        }
    }

    // m=<media> <port>[/<number of ports>] <proto> <fmt> ...
    internal static bool TryParse(
        SdpLine[] lines,
        IPAddress? inheritedConnection,
        MediaDirection? inheritedDirection,
        out MediaDescription? media)
    {
        media = null;
        var fields = lines[0].Value.Split((char[])[' ', '\t'], MaxFormats + 4, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length is < 3 or > MaxFormats + 3)
        {
            return false;
        }

        var slash = fields[1].IndexOf('/', StringComparison.Ordinal);
        var digits = slash < 0 ? fields[1] : fields[1][..slash];
        if (!SipGrammar.TryParseNumber(digits, ushort.MaxValue, out var port))
        {
            return false;
        }

        var hasOwnConnection = Array.Exists(lines, line => line.Type == 'c');
        media = new MediaDescription(lines, fields, port)
        {
            Connection = hasOwnConnection ? SdpFields.Connection(lines) : inheritedConnection,
            Direction = SdpFields.Direction(lines) ?? inheritedDirection ?? MediaDirection.SendRecv,
        };
        return true;
    }
}
