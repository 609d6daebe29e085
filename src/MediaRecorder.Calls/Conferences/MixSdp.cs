using System.Globalization;
using System.Text;
using MediaRecorder.Calls.Legs;
using MediaRecorder.Calls.Lines;
using MediaRecorder.Media.Bridges;
using MediaRecorder.Sip.Sdp;

namespace MediaRecorder.Calls.Conferences;

/// <summary>What a party is told of a voice that is ours: the bridge's. Offers and answers of our own making.</summary>
internal static class MixSdp
{
    private const string Events = "telephone-event";
    private const int EventType = 101;

    // What every telephone has, and the wide band that most have; RFC 3551 §6 gives them their numbers.
    private static readonly RtpMap[] Usual = [new(0, "PCMU", 8000, 1), new(8, "PCMA", 8000, 1), new(9, "G722", 8000, 1)];

    /// <summary>
    /// An offer to a third party: first what the others speak, by their numbers, so that whoever is left may be relayed
    /// to it; then what every telephone has.
    /// </summary>
    public static SessionDescription Offer(CallLines lines, SipLeg party, IEnumerable<MediaDescription> others)
    {
        var maps = new List<RtpMap>();
        foreach (var map in others.SelectMany(media => media.RtpMaps).Concat(Usual).Append(new(EventType, Events, 8000, 1)))
        {
            if ((FormatOf(map).IsMixable || IsEvents(map))
                && !maps.Exists(known => known.PayloadType == map.PayloadType || IsSame(known, map)))
            {
                maps.Add(map);
            }
        }

        var sdp = Written([Voice([.. maps.Where(map => !IsEvents(map)), .. maps.Where(IsEvents)], MediaDirection.SendRecv)]);
        var line = new AnchoredLine(sdp.Media[0], lines.PortTowards(party));
        return party.Author.Describe(sdp, lines.AddressTowards(party), [LineCrypto.Offered(line, 0, party)]);
    }

    /// <summary>The answer to a party's offer; null when its voice cannot be mixed. Its other m-lines are refused.</summary>
    public static SessionDescription? Answer(CallLines lines, SipLeg party, SessionDescription offer)
    {
        var asked = offer.Media[0];
        if (!lines.CanMix(party, asked) || FirstMixable(asked) is not { } codec)
        {
            return null;
        }

        RtpMap[] maps = EventsOf(asked, codec) is { } events ? [codec, events] : [codec];
        var direction = asked.Direction switch
        {
            MediaDirection.SendOnly => MediaDirection.RecvOnly,
            MediaDirection.RecvOnly => MediaDirection.SendOnly,
            var same => same,
        };
        var sdp = Written([Voice(maps, direction)]);
        var line = new AnchoredLine(sdp.Media[0], lines.PortTowards(party)) { RtcpMux = asked.HasRtcpMux };
        return party.Current!.Author.Describe(
            sdp,
            lines.AddressTowards(party),
            [
                LineCrypto.Answered(line, asked, 0, party),
                .. offer.Media.Skip(1).Select(media => new AnchoredLine(media, 0)),
            ]);
    }

    /// <summary>
    /// Lets a party that was held speak and listen again: what it was told, both ways. Agreed with this; the author repeats it.
    /// </summary>
    public static void Resume(CallLines lines, SipLeg party, MediaDescription told)
    {
        var author = party.Current!.Author;
        var sdp = Written([Voice(told.RtpMaps, MediaDirection.SendRecv)]);
        var line = new AnchoredLine(sdp.Media[0], lines.PortTowards(party)) { RtcpMux = told.HasRtcpMux };
        author.Describe(
            sdp,
            lines.AddressTowards(party),
            [LineCrypto.Offered(line, 0, party), .. author.Told(1).ToList().Select(AnchoredLine.Repeated)]);
        author.Agree();
    }

    /// <summary>How the bridge hears and tells a party; null when they have no codec for it.</summary>
    /// <param name="own">The party's voice.</param>
    /// <param name="told">Ours, as it was told.</param>
    public static BridgeVoice? VoiceOf(MediaDescription own, MediaDescription told)
    {
        var agreed = own.RtpMaps.Where(map => told.RtpMaps.Any(other => IsSame(map, other))).ToList();
        var says = agreed.Find(map => FormatOf(map).IsMixable);
        if (says == default)
        {
            return null;
        }

        // RFC 3264 §5.1: it sends by the numbers that it was told; some do by their own.
        var hears = told.RtpMaps.Concat(own.RtpMaps).DistinctBy(map => map.PayloadType).Select(FormatOf);
        var events = agreed.Where(IsEvents).OrderByDescending(map => map.ClockRate == says.ClockRate).FirstOrDefault();
        return new BridgeVoice([.. hears], FormatOf(says), events == default ? null : FormatOf(events))
        {
            Speaks = own is { IsOnHold: false, Direction: MediaDirection.SendRecv or MediaDirection.SendOnly },
            Listens = own.Direction is MediaDirection.SendRecv or MediaDirection.RecvOnly,
        };
    }

    /// <summary>Whether what two parties have agreed on with us they could as well have agreed on with each other.</summary>
    public static bool CanRelay(
        (MediaDescription Own, MediaDescription Told) one, (MediaDescription Own, MediaDescription Told) other) =>
        IsTalking(one.Own) && IsTalking(other.Own) && MaySend(one, other.Own) && MaySend(other, one.Own);

    private static bool IsTalking(MediaDescription media) => media is { IsOnHold: false, Direction: MediaDirection.SendRecv };

    // All that a party may send, and it may send whatever both sides listed, the other must know by the same number.
    private static bool MaySend((MediaDescription Own, MediaDescription Told) sender, MediaDescription receiver) =>
        sender.Told.RtpMaps
            .Where(map => sender.Own.RtpMaps.Any(own => IsSame(own, map)))
            .All(map => receiver.RtpMaps.Any(known => known.PayloadType == map.PayloadType && IsSame(known, map)));

    private static RtpMap? FirstMixable(MediaDescription media)
    {
        foreach (var map in media.RtpMaps)
        {
            if (FormatOf(map).IsMixable)
            {
                return map;
            }
        }

        return null;
    }

    private static RtpMap? EventsOf(MediaDescription media, RtpMap codec)
    {
        RtpMap? found = null;
        foreach (var map in media.RtpMaps)
        {
            if (IsEvents(map) && (found is null || map.ClockRate == codec.ClockRate))
            {
                found = map;
            }
        }

        return found;
    }

    private static bool IsEvents(RtpMap map) => FormatOf(map).IsEvents;

    private static bool IsSame(RtpMap one, RtpMap other) =>
        one.ClockRate == other.ClockRate
        && one.Channels == other.Channels
        && one.EncodingName.Equals(other.EncodingName, StringComparison.OrdinalIgnoreCase);

    private static BridgeFormat FormatOf(RtpMap map) =>
        new((byte)map.PayloadType, map.EncodingName, map.ClockRate, map.Channels);

    private static string Voice(IReadOnlyList<RtpMap> maps, MediaDirection direction)
    {
        var text = new StringBuilder("m=audio 9 RTP/AVP");
        foreach (var map in maps)
        {
            text.Append(CultureInfo.InvariantCulture, $" {map.PayloadType}");
        }

        text.Append("\r\n");
        foreach (var map in maps)
        {
            text.Append(CultureInfo.InvariantCulture, $"a=rtpmap:{map.PayloadType} {map.EncodingName}/{map.ClockRate}");
            text.Append(CultureInfo.InvariantCulture, $"{(map.Channels > 1 ? $"/{map.Channels}" : "")}\r\n");
            if (IsEvents(map))
            {
                text.Append(CultureInfo.InvariantCulture, $"a=fmtp:{map.PayloadType} 0-15\r\n");
            }
            else if (map.EncodingName.Equals("G729", StringComparison.OrdinalIgnoreCase))
            {
                text.Append(CultureInfo.InvariantCulture, $"a=fmtp:{map.PayloadType} annexb=no\r\n");
            }
        }

        var way = direction switch
        {
            MediaDirection.SendOnly => "sendonly",
            MediaDirection.RecvOnly => "recvonly",
            MediaDirection.Inactive => "inactive",
            _ => "sendrecv",
        };
        return text.Append(CultureInfo.InvariantCulture, $"a=ptime:20\r\na={way}\r\n").ToString();
    }

    // Origin and addresses are the author's to write.
    private static SessionDescription Written(IEnumerable<string> media)
    {
        var text = $"v=0\r\no=- 0 0 IN IP4 0.0.0.0\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n{string.Concat(media)}";
        return SessionDescription.TryParse(Encoding.ASCII.GetBytes(text), out var sdp, out var error)
            ? sdp
            : throw new InvalidOperationException($"our own SDP: {error}");
    }
}
