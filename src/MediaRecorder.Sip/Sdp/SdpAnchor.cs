using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Sdp.Crypto;

namespace MediaRecorder.Sip.Sdp;

/// <summary>
/// Puts the recorder between two sides: the description of one is rewritten so that the other sends its media to us.
/// Payload types, unknown lines and their order stay; addresses, ICE and keys of the original do not pass.
/// </summary>
public static class SdpAnchor
{
    // Each belongs to the transport between one side and us, and would be false on the other. bundle-only, tls-id and
    // rtcp-mux-only (RFC 8858) follow from the others; the k= line is the key of RFC 4566.
    /// <summary>0.0.0.0 or ::, which asks that nothing be sent (RFC 3264 §8.4).</summary>
    public static bool IsUnspecified(IPAddress? address) =>
        IPAddress.Any.Equals(address) || IPAddress.IPv6Any.Equals(address);

    private static readonly string[] DroppedAttributes =
    [
        "candidate", "remote-candidates", "end-of-candidates", "crypto", "key-mgmt", "fingerprint", "setup", "tls-id",
        "bundle-only", "rtcp-mux-only",
    ];

    /// <summary>
    /// Writes the description for the other side: our origin and address, and <paramref name="media"/> in place of the
    /// m-lines. A connection of 0.0.0.0 or :: means hold and stays so, in the family of <paramref name="address"/>.
    /// </summary>
    public static SessionDescription Rewrite(
        SessionDescription original, SdpOriginId ours, IPAddress address, IReadOnlyList<AnchoredLine> media)
    {
        ArgumentNullException.ThrowIfNull(original);
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(media);
        var place = AddressField(address);
        var lines = new List<SdpLine>(original.SessionLines.Count + LinesOf(media));
        foreach (var line in original.SessionLines)
        {
            Append(lines, line.Type == 'o' ? OriginLine(ours, place) : line, address, place);
        }

        for (var i = 0; i < media.Count; i++)
        {
            Append(lines, media[i], address, place);
        }

        return SessionDescription.TryCreate(lines, original.TextEncoding, out var rewritten, out var error)
            ? rewritten!
            : throw new ArgumentException($"{error}: the m-lines are not those of a description", nameof(media));
    }

    /// <summary>The first m-line of kind audio that is usable RTP: that is where the voice is.</summary>
    public static SdpAnchorOutcome FirstUsableAudio(SessionDescription description, out MediaDescription? media)
    {
        ArgumentNullException.ThrowIfNull(description);
        media = null;
        var nearest = SdpAnchorOutcome.NoAudio;
        foreach (var candidate in description.Media)
        {
            var outcome = !candidate.IsAudio ? SdpAnchorOutcome.NoAudio
                : candidate.Profile is MediaProfile.Rtp || candidate.Port == 0 ? Judge(candidate)
                : SdpAnchorOutcome.UnsupportedProfile;
            if (outcome == SdpAnchorOutcome.Usable)
            {
                media = candidate;
                return outcome;
            }

            // The answer names what came closest to being usable.
            nearest = (SdpAnchorOutcome)Math.Max((int)nearest, (int)outcome);
        }

        return nearest;
    }

    /// <summary>
    /// Whether an m-line can be relayed: open, over UDP, in clear or with its keys, with one literal address and a format.
    /// </summary>
    public static SdpAnchorOutcome Judge(MediaDescription media)
    {
        ArgumentNullException.ThrowIfNull(media);
        if (media.Port == 0)
        {
            return SdpAnchorOutcome.Disabled;
        }

        if (media.Profile == MediaProfile.Unsupported || media is { Profile: MediaProfile.SecureRtp, Crypto.Count: 0 })
        {
            return SdpAnchorOutcome.UnsupportedProfile;
        }

        return media.Connection is null || IsManyReceivers(media.Connection) || media.Formats.Count == 0
            ? SdpAnchorOutcome.NoAddressOrFormat
            : SdpAnchorOutcome.Usable;
    }

    // A call has one receiver a side; relaying to a group or to everybody would make us an amplifier.
    private static bool IsManyReceivers(IPAddress address) =>
        address.IsIPv6Multicast
            || (address.AddressFamily == AddressFamily.InterNetwork && FirstByteOf(address) >= 224);

    private static byte FirstByteOf(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[4];
        _ = address.TryWriteBytes(bytes, out _);
        return bytes[0];
    }

    // With one more for what is put in here and there.
    private static int LinesOf(IReadOnlyList<AnchoredLine> media)
    {
        var count = 1;
        for (var i = 0; i < media.Count; i++)
        {
            count += media[i].Media.WrittenLines.Length + 1;
        }

        return count;
    }

    private static void Append(List<SdpLine> lines, in AnchoredLine anchored, IPAddress address, string place)
    {
        var (media, port) = (anchored.Media, anchored.Port);
        ArgumentOutOfRangeException.ThrowIfNegative(port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, ushort.MaxValue - 1);
        var formats = anchored.Without is { } without ? Rest(media.Formats, without) : media.Formats;
        lines.Add(new SdpLine('m', $"{media.Kind} {Number(port)} {anchored.Protocol ?? media.Protocol}{Joined(formats)}"));
        foreach (ref readonly var line in media.WrittenLines[1..])
        {
            switch (line.AttributeName)
            {
                case "rtcp" when port > 0 && anchored.RtcpMux != true:
                    lines.Add(new SdpLine('a', $"rtcp:{Number(port + 1)} {place}"));
                    break;
                case "rtcp":
                case "rtcp-mux" when port == 0 || anchored.RtcpMux is not null:
                    break;
                case "rtpmap" or "fmtp" or "rtcp-fb" when SpeaksOf(anchored.Without, line):
                    break;
                default:
                    Append(lines, line, address, place);
                    break;
            }
        }

        if (port > 0 && anchored.RtcpMux == true)
        {
            lines.Add(new SdpLine('a', "rtcp-mux"));
        }

        foreach (var crypto in port > 0 ? anchored.Crypto ?? [] : [])
        {
            lines.Add(new SdpLine('a', $"{CryptoLine.Name}:{crypto}"));
        }
    }

    // rtpmap:<format> …, fmtp:<format> …, rtcp-fb:<format> …
    private static bool SpeaksOf(IReadOnlySet<string>? formats, SdpLine line)
    {
        var value = line.AttributeValue;
        var blank = value.IndexOfAny(SipGrammar.Blanks);
        return formats is not null && formats.Contains((blank < 0 ? value : value[..blank]).ToString());
    }

    private static void Append(List<SdpLine> lines, SdpLine line, IPAddress address, string place)
    {
        if (line.Type == 'c')
        {
            lines.Add(new SdpLine('c', IsUnspecified(SdpFields.Address(line.Value)) ? Unspecified(address) : place));
        }
        else if (line.Type != 'k' && !IsDropped(line))
        {
            lines.Add(line);
        }
    }

    // RFC 9143 §7.2: in a bundle, port 0 does not mean refused; we take no part in bundles.
    private static bool IsDropped(SdpLine line)
    {
        var name = line.AttributeName;
        if (name.StartsWith("ice-") || (name is "group" && line.AttributeValue.StartsWith("BUNDLE")))
        {
            return true;
        }

        foreach (var dropped in DroppedAttributes)
        {
            if (name.SequenceEqual(dropped))
            {
                return true;
            }
        }

        return false;
    }

    // The user name and the address of the original would show the other side's topology.
    private static SdpLine OriginLine(SdpOriginId ours, string place) =>
        new('o', $"- {ours.SessionId.ToString(CultureInfo.InvariantCulture)} {ours.Version.ToString(CultureInfo.InvariantCulture)} {place}");

    private static string AddressField(IPAddress address)
    {
        var plain = HostPort.Plain(address);
        return $"IN {(plain.AddressFamily == AddressFamily.InterNetworkV6 ? "IP6" : "IP4")} {plain}";
    }

    private static string Unspecified(IPAddress ours) =>
        AddressField(HostPort.Plain(ours).AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any);

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static List<string> Rest(IReadOnlyList<string> formats, IReadOnlySet<string> without) =>
        [.. formats.Where(format => !without.Contains(format))];

    private static string Joined(IReadOnlyList<string> formats) =>
        formats.Count == 0 ? "" : " " + string.Join(' ', formats);
}
