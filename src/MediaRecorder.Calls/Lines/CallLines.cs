using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using MediaRecorder.Calls.B2bua;
using MediaRecorder.Calls.Legs;
using MediaRecorder.Media.Paths;
using MediaRecorder.Sip.Sdp;

namespace MediaRecorder.Calls.Lines;

/// <summary>
/// The m-lines of one call: which of them are relayed, by which ports, and which one is the voice. An m-line has the same
/// place on both sides (RFC 3264 §8), whatever it carries at the time. Owner: the SipWorker.
/// </summary>
internal sealed partial class CallLines
{
    private const string Voice = "voice";

    private readonly CallContext _context;
    private readonly TapPair? _taps;
    private readonly bool _removesUnrecordable;
    private readonly SessionDescription?[] _newest = new SessionDescription?[2];
    private readonly LineRemote[] _sources = new LineRemote[2];
    private readonly SipLeg?[] _parties = new SipLeg?[2];
    private readonly ToldLine?[] _told = new ToldLine?[2 * RelayPath.MaxLines];
    private RelayPath _path;
    private int? _voice;
    private string _described = Voice;

    private CallLines(CallContext context, TapPair? taps, bool removesUnrecordable, RelayPath path)
    {
        _context = context;
        _taps = taps;
        _removesUnrecordable = removesUnrecordable;
        _path = path;
    }

    /// <summary>Packets that came from either side so far.</summary>
    public long Packets => _context.Media.PacketsOf(_path);

    /// <summary>Binds the ports of the voice, or of what comes nearest to it. False when none are free.</summary>
    /// <param name="offer">The caller's; null when the callee is to make it.</param>
    /// <param name="codecs">What to do about codecs that a recorded call should not have.</param>
    public static bool TryOpen(
        CallContext context,
        TapPair? taps,
        AddressFamily ingress,
        AddressFamily egress,
        SessionDescription? offer,
        UnrecordableCodecs codecs,
        [NotNullWhen(true)] out CallLines? lines)
    {
        lines = null;
        if (!context.Media.TryOpen(taps, ingress, egress, out var path))
        {
            return false;
        }

        var removes = taps is not null && codecs == UnrecordableCodecs.Remove;
        var opened = new CallLines(context, taps, removes, path);
        if (!opened.TryAddFirst(offer))
        {
            opened.Close();
            return false;
        }

        lines = opened;
        return true;
    }

    /// <summary>
    /// Another callee is tried, in that address family; nobody has been told of any port yet. False when none are free.
    /// </summary>
    public bool TryFace(AddressFamily egress, SessionDescription? offer)
    {
        if (egress == _path.FamilyOf(LegSide.Egress))
        {
            return true;
        }

        var ingress = _path.FamilyOf(LegSide.Ingress);
        if (!_context.Media.TryOpen(_taps, ingress, egress, out var path))
        {
            return false;
        }

        Close();
        _path = path;
        _voice = null;
        Array.Clear(_told);
        return TryAddFirst(offer);
    }

    /// <summary>Ours in what that side is told.</summary>
    public IPAddress AddressTowards(LegSide side) => _context.Model.MediaAddressOf(_path.FamilyOf(side))!;

    /// <summary>Writes an offer of one side for the other. Null when none of its m-lines can be relayed.</summary>
    public SessionDescription? Offer(SessionDescription offer, SipLeg from, SipLeg towards, SdpAuthor author)
    {
        var written = new List<AnchoredLine>(Math.Max(offer.Media.Count, author.ToldLines));
        for (var place = 0; place < offer.Media.Count; place++)
        {
            var media = offer.Media[place];
            var isOn = IsUsable(media, from.Side)
                && LineCrypto.MayUse(media, from.Srtp)
                && (_path[place] is not null || TryAdd(place));
            var line = isOn
                ? new AnchoredLine(media, _path[place]!.PortOf(towards.Side)) { Without = Without(media) }
                : new AnchoredLine(media, 0);
            written.Add(LineCrypto.Offered(line, place, towards));
        }

        // RFC 3264 §8: who has been told of more m-lines keeps them; the offer is a newcomer's (Replaces, REFER).
        if (author.ToldLines > offer.Media.Count)
        {
            written.AddRange(author.Told(from: offer.Media.Count).Select(media => new AnchoredLine(media, 0)));
        }

        return Written(offer, towards.Side, author, written);
    }

    /// <summary>
    /// Writes an answer for the side whose <paramref name="offer"/> it answers: as many m-lines (RFC 3264 §6), open where
    /// both have it so. Null when none is.
    /// </summary>
    public SessionDescription? Answer(
        SessionDescription answer, SipLeg from, SessionDescription offer, SipLeg towards, SdpAuthor author)
    {
        var written = new List<AnchoredLine>(offer.Media.Count);
        for (var place = 0; place < offer.Media.Count; place++)
        {
            var asked = offer.Media[place];
            if (place >= answer.Media.Count)
            {
                written.Add(new AnchoredLine(asked, 0));
                continue;
            }

            // RFC 5761 §5.1.1: each side multiplexes by itself. We can, so who offers it gets it, and nobody else does.
            var media = answer.Media[place];
            var isOn = IsOn(place, asked, media, towards.Side)
                && LineCrypto.MayUse(asked, towards.Srtp)
                && LineCrypto.MayAnswer(media, place, from);
            var line = new AnchoredLine(media, isOn ? _path[place]!.PortOf(towards.Side) : 0)
            {
                RtcpMux = media.IsRtp ? asked.HasRtcpMux : null,
                Without = isOn ? Without(media) : null,
            };
            written.Add(LineCrypto.Answered(line, asked, place, towards));
        }

        return Written(answer, towards.Side, author, written);
    }

    /// <summary>Takes the newest SDP of one side; <see cref="Follow"/> acts on it.</summary>
    public void Take(SipLeg party, SessionDescription sdp)
    {
        _newest[(int)party.Side] = sdp;
        _parties[(int)party.Side] = party;
        _sources[(int)party.Side] = SourceOf(party);
    }

    /// <summary>Packets of one side so far that did not fit its keys.</summary>
    public long UnopenedPacketsOf(LegSide side) => _context.Media.UnopenedPacketsOf(_path, side);

    /// <summary>Lets the relay follow what was taken of both sides.</summary>
    public void Follow()
    {
        MoveVoice(FirstOn(IsVoice));
        for (var place = 0; place < RelayPath.MaxLines; place++)
        {
            if (_path[place] is not null)
            {
                SetRemote(place, LegSide.Ingress);
                SetRemote(place, LegSide.Egress);
            }
        }
    }

    /// <summary>
    /// A party is on hold, or its SDP says that it does not speak or listen: then silence is no sign of a dead call.
    /// </summary>
    public bool IsOneWay => IsOneWayBy(VoiceOf(LegSide.Ingress)) || IsOneWayBy(VoiceOf(LegSide.Egress));

    /// <summary>The codec that both sides prefer, where it cannot be recorded; null when there is none such.</summary>
    public string? UnrecordableCodec =>
        !_removesUnrecordable && (VoiceOf(LegSide.Ingress), VoiceOf(LegSide.Egress)) is ({ } caller, { } callee)
            ? RecordableCodecs.FindUnrecordable(caller, callee) ?? RecordableCodecs.FindUnrecordable(callee, caller)
            : null;

    /// <summary>The voice as this side described it last; null while there is none, as during a fax.</summary>
    public MediaDescription? VoiceOf(LegSide side) => _voice is { } place ? At(side, place) : null;

    /// <summary>True when what is relayed is not what was described last. Before anything else a call is its voice.</summary>
    /// <param name="description">As "voice, video RTP/AVP"; empty when all m-lines are off.</param>
    public bool TryDescribeChange(out string description)
    {
        description = string.Empty;
        for (var place = 0; place < RelayPath.MaxLines; place++)
        {
            if (IsOn(place))
            {
                var media = (At(LegSide.Ingress, place) ?? At(LegSide.Egress, place))!;
                var line = place == _voice ? Voice : $"{media.Kind} {media.Protocol}";
                description = description.Length == 0 ? line : $"{description}, {line}";
            }
        }

        var isChanged = description != _described;
        _described = description;
        return isChanged;
    }

    public void Close() => _context.Media.Close(_path);

    private static LegSide Other(LegSide side) => side == LegSide.Ingress ? LegSide.Egress : LegSide.Ingress;

    private static bool IsVoice(MediaDescription media) => media is { IsAudio: true, IsRtp: true };

    private static bool IsOneWayBy(MediaDescription? voice) =>
        voice is not null && (voice.IsOnHold || voice.Direction != MediaDirection.SendRecv);

    private bool TryAddFirst(SessionDescription? offer)
    {
        var first = FirstPlace(offer, IsVoice) ?? FirstPlace(offer, static _ => true) ?? 0;
        if (!_context.Media.TryAddLine(_path, first))
        {
            return false;
        }

        MoveVoice(first);
        return true;
    }

    private bool TryAdd(int place)
    {
        if (_context.Media.TryAddLine(_path, place))
        {
            return true;
        }

        _context.Counters.LinesWithoutPorts++;
        return false;
    }

    private SessionDescription? Written(
        SessionDescription sdp, LegSide towards, SdpAuthor author, List<AnchoredLine> written) =>
        written.Exists(line => line.Port != 0)
            ? author.Describe(sdp, AddressTowards(towards), written)
            : null;

    // A socket of one family cannot send to the other. The unspecified address is a hold in either.
    private bool IsUsable(MediaDescription media, LegSide side) =>
        SdpAnchor.Judge(media) == SdpAnchorOutcome.Usable
        && (media.Connection!.AddressFamily == _path.FamilyOf(side) || SdpAnchor.IsUnspecified(media.Connection))
        && (!_removesUnrecordable || !IsVoice(media) || RecordableCodecs.HasRecordable(media));

    // REQ A-08.
    private IReadOnlySet<string>? Without(MediaDescription media) =>
        _removesUnrecordable && IsVoice(media) ? RecordableCodecs.Unrecordable(media) : null;

    private bool IsOn(int place, MediaDescription offered, MediaDescription answered, LegSide offerer) =>
        _path[place] is not null
        && (offered.Profile == answered.Profile || (offered.IsRtp && answered.IsRtp))
        && IsUsable(offered, offerer)
        && IsUsable(answered, Other(offerer));

    // On as far as it is known: one side's SDP is enough as long as the other has none.
    private bool IsOn(int place) => _path[place] is not null && (At(LegSide.Ingress, place), At(LegSide.Egress, place)) switch
    {
        (null, null) => false,
        ({ } caller, null) => _newest[(int)LegSide.Egress] is null && IsUsable(caller, LegSide.Ingress),
        (null, { } callee) => _newest[(int)LegSide.Ingress] is null && IsUsable(callee, LegSide.Egress),
        ({ } caller, { } callee) => IsOn(place, caller, callee, LegSide.Ingress),
    };

    private MediaDescription? At(LegSide side, int place) =>
        _newest[(int)side] is { } sdp && place < sdp.Media.Count ? sdp.Media[place] : null;

    private int? FirstOn(Func<MediaDescription, bool> match)
    {
        for (var place = 0; place < RelayPath.MaxLines; place++)
        {
            if (IsOn(place) && match((At(LegSide.Ingress, place) ?? At(LegSide.Egress, place))!))
            {
                return place;
            }
        }

        return null;
    }

    private int? FirstPlace(SessionDescription? offer, Func<MediaDescription, bool> match)
    {
        for (var place = 0; offer is not null && place < Math.Min(offer.Media.Count, RelayPath.MaxLines); place++)
        {
            if (match(offer.Media[place]) && IsUsable(offer.Media[place], LegSide.Ingress))
            {
                return place;
            }
        }

        return null;
    }

    private void MoveVoice(int? place)
    {
        if (place != _voice)
        {
            _voice = place;
            _context.Media.SetVoice(_path, place);
        }
    }

    // Keys go ahead of the address, so that no plain packet leaves for a secure side. A line that is off for a while keeps
    // its keys and their counters.
    private void SetRemote(int place, LegSide side)
    {
        var party = _parties[(int)side];
        var media = IsOn(place) ? At(side, place) : null;
        AgreedKeys? keys = null;
        if (media is { IsRtp: true } && !LineCrypto.TryAgree(media, place, party!, out keys))
        {
            media = null;
        }

        if (media is { IsRtp: true })
        {
            TellKeys(place, side, keys);
        }

        TellRemote(place, side, party, media is not null ? RemoteOf(media, _sources[(int)side]) : default);
    }

    private static LineRemote SourceOf(SipLeg party) => new()
    {
        Rule = party.Trunk.SymmetricRtp,
        Signalling = party.SignallingPeer.EndPoint.Address,
    };

    private static LineRemote RemoteOf(MediaDescription media, LineRemote source)
    {
        var kind = media.IsRtp ? LineKind.Rtp : LineKind.Datagrams;
        var address = media.Connection!;
        if (SdpAnchor.IsUnspecified(address))
        {
            return source with { Kind = kind };
        }

        // RFC 3605 allows another host for RTCP; to follow it would let a party aim our packets at a third one.
        var rtcp = media.RtcpEndpoint is { } written && written.Address.Equals(address) ? written : null;
        return source with
        {
            Kind = kind,
            Rtp = new IPEndPoint(address, media.Port),
            Rtcp = rtcp,
            RtcpMux = media.HasRtcpMux,
        };
    }
}
