using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MediaRecorder.Sip.Messages;

namespace MediaRecorder.Sip.Sdp;

/// <summary>
/// Puts the recorder between two sides: the description of one is rewritten so that the other sends its media to us.
/// Payload types, unknown lines and their order stay; addresses, ICE and keys of the original do not pass.
/// </summary>
public static class SdpAnchor
{
    // Each belongs to the transport between one side and us, and would be false on the other. bundle-only and tls-id
    // follow from the others; the k= line is the key of RFC 4566.
    private static readonly string[] DroppedAttributes =
    [
        "candidate", "remote-candidates", "end-of-candidates", "crypto", "key-mgmt", "fingerprint", "setup", "tls-id",
        "bundle-only",
    ];

    /// <summary>
    /// Writes the description for the other side: our origin and address, <paramref name="rtpPort"/> in the m-line that
    /// <see cref="FirstUsableAudio"/> finds, port 0 in every other. A connection of 0.0.0.0 or :: stays, it means hold.
    /// </summary>
    /// <param name="rtpPort">1 to 65534: RTCP is at the next port.</param>
    public static SdpAnchorOutcome Rewrite(
        SessionDescription original,
        SdpOriginId ours,
        IPAddress address,
        int rtpPort,
        out SessionDescription? rewritten)
    {
        ArgumentNullException.ThrowIfNull(original);
        ArgumentNullException.ThrowIfNull(address);
        ArgumentOutOfRangeException.ThrowIfLessThan(rtpPort, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rtpPort, ushort.MaxValue - 1);
        rewritten = null;
        var outcome = FirstUsableAudio(original, out var anchored);
        if (outcome != SdpAnchorOutcome.Anchored)
        {
            return outcome;
        }

        var place = AddressField(address);
        var lines = new List<SdpLine>(32);
        foreach (var line in original.SessionLines)
        {
            Append(lines, line.Type == 'o' ? OriginLine(ours, place) : line, place, rtcpPort: 0);
        }

        foreach (var media in original.Media)
        {
            var port = media == anchored ? rtpPort : 0;
            lines.Add(new SdpLine('m', $"{media.Kind} {Number(port)} {media.Protocol}{Joined(media.Formats)}"));
            foreach (var line in media.WrittenLines[1..])
            {
                Append(lines, line, place, port == 0 ? 0 : port + 1);
            }
        }

        _ = SessionDescription.TryCreate(lines, original.TextEncoding, out rewritten, out _);
        return SdpAnchorOutcome.Anchored;
    }

    /// <summary>
    /// The m-line we take: the first of kind audio with RTP/AVP(F), a port, a literal address and a format.
    /// </summary>
    public static SdpAnchorOutcome FirstUsableAudio(SessionDescription description, out MediaDescription? media)
    {
        ArgumentNullException.ThrowIfNull(description);
        media = null;
        var nearest = SdpAnchorOutcome.NoAudio;
        foreach (var candidate in description.Media)
        {
            var outcome = Judge(candidate);
            if (outcome == SdpAnchorOutcome.Anchored)
            {
                media = candidate;
                return outcome;
            }

            // The answer names what came closest to being usable.
            nearest = (SdpAnchorOutcome)Math.Max((int)nearest, (int)outcome);
        }

        return nearest;
    }

    private static SdpAnchorOutcome Judge(MediaDescription media)
    {
        if (!media.Kind.Equals("audio", StringComparison.OrdinalIgnoreCase))
        {
            return SdpAnchorOutcome.NoAudio;
        }

        if (media.Port == 0)
        {
            return SdpAnchorOutcome.AudioDisabled;
        }

        if (media.Protocol.ToUpperInvariant() is not ("RTP/AVP" or "RTP/AVPF"))
        {
            return SdpAnchorOutcome.UnsupportedProfile;
        }

        return media.Connection is null || IsManyReceivers(media.Connection) || media.Formats.Count == 0
            ? SdpAnchorOutcome.NoAddressOrFormat
            : SdpAnchorOutcome.Anchored;
    }

    // A call has one receiver a side; relaying to a group or to everybody would make us an amplifier.
    private static bool IsManyReceivers(IPAddress address) =>
        address.IsIPv6Multicast
            || (address.AddressFamily == AddressFamily.InterNetwork && address.GetAddressBytes()[0] >= 224);

    private static void Append(List<SdpLine> lines, SdpLine line, string place, int rtcpPort)
    {
        if (line.Type == 'c')
        {
            lines.Add(IsUnspecified(SdpFields.Address(line.Value)) ? line : new SdpLine('c', place));
        }
        else if (line.AttributeName is "rtcp")
        {
            if (rtcpPort > 0)
            {
                lines.Add(new SdpLine('a', $"rtcp:{Number(rtcpPort)} {place}"));
            }
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

    private static bool IsUnspecified(IPAddress? address) =>
        IPAddress.Any.Equals(address) || IPAddress.IPv6Any.Equals(address);

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Joined(IReadOnlyList<string> formats) =>
        formats.Count == 0 ? "" : " " + string.Join(' ', formats);
}
