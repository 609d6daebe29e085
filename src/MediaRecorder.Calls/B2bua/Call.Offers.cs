using System.Diagnostics.CodeAnalysis;
using MediaRecorder.Calls.Cues;
using MediaRecorder.Calls.Legs;
using MediaRecorder.Calls.Lines;
using MediaRecorder.Calls.Requests;
using MediaRecorder.Calls.Signalling;
using MediaRecorder.Calls.Workers;
using MediaRecorder.Media.Paths;
using MediaRecorder.Policy.Cues;
using MediaRecorder.Sip.Sdp;
using MediaRecorder.Sip.SessionTimers;
using MediaRecorder.Sip.Transactions;

namespace MediaRecorder.Calls.B2bua;

/// <summary>Offers and answers, whatever message carries them: the media and the holds follow them.</summary>
internal sealed partial class Call
{
    /// <summary>Rewrites an offer for the other side. False when there is nothing in it that we can relay.</summary>
    public bool TryOffer(
        SessionDescription offer, SipLeg from, SipLeg towards, [NotNullWhen(true)] out SessionDescription? rewritten) =>
        TryOffer(offer, from, towards, towards.Current?.Author ?? towards.Author, out rewritten);

    public bool TryOffer(
        SessionDescription offer, SipLeg from, LegDialog towards, [NotNullWhen(true)] out SessionDescription? rewritten) =>
        TryOffer(offer, from, towards.Leg, towards.Author, out rewritten);

    /// <summary>Rewrites an answer for the side that made <paramref name="offer"/>.</summary>
    public bool TryAnswer(
        SessionDescription answer,
        SipLeg from,
        SessionDescription offer,
        LegDialog towards,
        [NotNullWhen(true)] out SessionDescription? rewritten)
    {
        rewritten = _lines?.Answer(answer, from, offer, towards.Leg, towards.Author);
        return rewritten is not null;
    }

    /// <summary>An offer to one party that repeats what it has agreed to.</summary>
    public byte[] Repeat(SipLeg leg) => leg.Current!.Author.Repeat(_lines!.AddressTowards(leg));

    /// <summary>An offer of <paramref name="offerer"/> and its answer hold in this pair of dialogs.</summary>
    /// <param name="offeredNs">When the offer came: a hold counts from it.</param>
    public void Settle(
        DialogPair pair,
        SipLeg offerer,
        SessionDescription offer,
        SessionDescription answer,
        long offeredNs,
        long nowNs)
    {
        var answerer = pair.Other(offerer).Leg;
        pair.Offerer = null;
        pair.Of(offerer).Sdp = offer;
        pair.Of(answerer).Sdp = answer;
        pair.Ingress.Author.Agree();
        pair.Egress.Author.Agree();
        if (pair.Of(offerer) != offerer.Current || !IsParty(offerer) || !IsParty(answerer))
        {
            // An early dialog that another has overtaken, its SDP counts when it is the one that is answered; or a party
            // that has been replaced.
            return;
        }

        TakeSdp(offerer, offer, answerer, answer);
        if (State == CallState.Talking)
        {
            NoteHolds(offerer, answerer, offeredNs, nowNs);
            NoteLines(nowNs);
        }
    }

    /// <summary>An offer is open somewhere in the call, so that none of ours to <paramref name="leg"/> may be made.</summary>
    public bool IsNegotiating(SipLeg leg) =>
        HasOpenInvite
        || _transfer is { IsReinviting: true }
        || leg.Current!.HasOpenUpdate
        || PairOf(Ingress, Egress).Offerer is not null;

    /// <summary>The answer to an offer of ours that only repeated what was agreed.</summary>
    public void TakeRefreshed(SipLeg leg, SessionDescription answer, long nowNs)
    {
        if (_conference is { IsMixing: true } conference)
        {
            conference.TakeRefreshed(leg, answer, nowNs);
        }
        else if (RequestScreening.CanRelay(answer, _context.Model) && LineCrypto.MayAnswer(answer, leg))
        {
            leg.Current!.Sdp = answer;
            TakeSdp(leg, answer);
        }
    }

    private bool IsRefreshing =>
        Ingress.Refresh is { IsReinviting: true } || Egress.Refresh is { IsReinviting: true };

    /// <summary>RFC 4028 §10, in the session of each party.</summary>
    public void OnSessionDeadline(SipLeg leg, long nowNs)
    {
        if (leg.IsGone)
        {
            return;
        }

        leg.Refresh?.OnDeadline(nowNs);
        switch (State == CallState.Talking ? leg.Timer.OnDeadline(nowNs) : SessionTimerStep.Wait)
        {
            case SessionTimerStep.Refresh:
                SessionRefresh.Start(_context, this, leg, nowNs);
                break;
            case SessionTimerStep.Expire:
                Lose(leg, CallOutcome.SessionExpired, nowNs);
                break;
        }
    }

    /// <summary>When <see cref="OnSessionDeadline"/> is due; <c>long.MaxValue</c> for never.</summary>
    public static long SessionDeadlineNs(SipLeg leg) => leg.IsGone
        ? long.MaxValue
        : Math.Min(leg.Timer.NextDeadlineNs, leg.Refresh?.NextDeadlineNs ?? long.MaxValue);

    // RFC 3311 §5.2: an UPDATE, early or not, from either side.
    private void OnUpdate(DialogPair pair, SipLeg leg, TransactionEvent.RequestReceived received, long nowNs)
    {
        SessionDescription? offer = null;
        var refusal = RequestScreening.OfSession(received.Request, _context.Model)
            ?? RequestScreening.OfBody(received.Request, _context.Model, out offer);
        if (refusal is { } no)
        {
            _context.Answer(received, no, nowNs);
        }
        else if (pair.Of(leg).HasOpenUpdate || (offer is not null && pair.Offerer == leg))
        {
            _context.Answer(received, TryLater(), nowNs);
        }
        else if (offer is not null
            && (pair.Offerer is not null || _exchange?.Replaced is not null || _transfer is { IsReinviting: true }
                || IsRefreshing))
        {
            _context.Answer(received, new Refusal(491), nowNs);
        }
        else
        {
            NegotiatingRequest.StartUpdate(_context, this, pair, leg, received, offer, nowNs);
        }
    }

    // RFC 3261 §14.2, RFC 3311 §5.2: a random wait of 0 to 10 s; a token's randomness is enough for it.
    private Refusal TryLater() => new(
        500, "Retry-After", (_context.NewToken()[^1] % 11).ToString(System.Globalization.CultureInfo.InvariantCulture));

    private bool TryOffer(
        SessionDescription offer,
        SipLeg from,
        SipLeg towards,
        SdpAuthor author,
        [NotNullWhen(true)] out SessionDescription? rewritten)
    {
        rewritten = _lines?.Offer(offer, from, towards, author);
        return rewritten is not null;
    }

    // The media addresses and the payload types follow the newest SDP of each side.
    private void TakeSdp(SipLeg leg, SessionDescription sdp)
    {
        _lines!.Take(leg, sdp);
        FollowSdp();
    }

    private void TakeSdp(SipLeg offerer, SessionDescription offer, SipLeg answerer, SessionDescription answer)
    {
        _lines!.Take(offerer, offer);
        _lines.Take(answerer, answer);
        FollowSdp();
    }

    private void FollowSdp()
    {
        _lines!.Follow();
        Ingress.Audio = _lines.VoiceOf(LegSide.Ingress);
        Egress.Audio = _lines.VoiceOf(LegSide.Egress);
        Recording?.SetFormats(Ingress, Egress);
    }

    // A hold counts from the offer that asked for it; its end counts from the answer that confirms it. A fax has no hold,
    // and leaves what was.
    private void NoteHolds(SipLeg offerer, SipLeg answerer, long offeredNs, long nowNs)
    {
        if (offerer.Audio is { } offered && answerer.Audio is { } answered)
        {
            var holdNs = offered.IsOnHold && !offerer.Hold.IsHolding ? offeredNs : nowNs;
            NoteHold(offerer, offerer.Hold.Offered(offered), holdNs, "SDP offer");
            NoteHold(answerer, answerer.Hold.Answered(offered, answered), nowNs, "SDP answer");
        }
    }

    // REQ A-08.
    private void NoteCodec()
    {
        if (Recording is { } recording && _lines!.UnrecordableCodec is { } codec && recording.TryReport(codec))
        {
            _context.Counters.UnrecordableCodecs++;
            _context.Logger.CodecUnrecordable(Reference, codec);
        }
    }

    // REQ A-07: what is relayed beside the voice, or in its place, is marked in the recording.
    private void NoteLines(long nowNs)
    {
        NoteCodec();
        if (_lines!.TryDescribeChange(out var lines))
        {
            _context.Logger.LinesChanged(Reference, lines);
            Recording?.Take(new MediaLinesChanged(nowNs, CueSource.Signalling, lines));
        }
    }

    /// <summary>A party's hold follows its newest SDP, where that answers to nobody else.</summary>
    public void NoteOfferedHold(SipLeg offerer, long nowNs)
    {
        if (offerer.Audio is { } offered)
        {
            NoteHold(offerer, offerer.Hold.Offered(offered), nowNs, "SDP offer");
        }
    }

    private void NoteAnsweredHold(SipLeg offerer, SipLeg answerer, long nowNs)
    {
        if (offerer.Audio is { } offered && answerer.Audio is { } answered)
        {
            NoteHold(answerer, answerer.Hold.Answered(offered, answered), nowNs, "SDP answer");
        }
    }

    private void NoteHold(SipLeg leg, HoldChange change, long atNs, string evidence)
    {
        if (change == HoldChange.None)
        {
            return;
        }

        _context.Logger.HoldChanged(Reference, leg.Side, change);
        Recording?.Take(change == HoldChange.Started
            ? new HoldStarted(atNs, CueSource.Signalling, evidence, leg.Id)
            : new HoldEnded(atNs, CueSource.Signalling, evidence, leg.Id));
    }
}
