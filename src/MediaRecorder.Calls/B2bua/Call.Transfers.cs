using MediaRecorder.Calls.Conferences;
using MediaRecorder.Calls.Legs;
using MediaRecorder.Calls.Model;
using MediaRecorder.Calls.Requests;
using MediaRecorder.Calls.Signalling;
using MediaRecorder.Calls.Transfers;
using MediaRecorder.Media.Paths;
using MediaRecorder.Policy.Cues;
using MediaRecorder.Policy.Model;
using MediaRecorder.Sip.Dialogs;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.References;
using MediaRecorder.Sip.Sdp;
using MediaRecorder.Sip.SessionTimers;
using MediaRecorder.Sip.Transactions;

namespace MediaRecorder.Calls.B2bua;

/// <summary>
/// How parties take each other's place within a call: an INVITE with Replaces (RFC 3891), or a REFER that we carry out
/// ourselves (RFC 5589). The call, its media ports and its recording go on.
/// </summary>
internal sealed partial class Call
{
    // Each leaves a tag behind until the call ends.
    private const int MaxReplacements = 64;

    // RFC 3515 §2.4.4 leaves it to the referrer to hang up; one that does not is hung up after 64*T1.
    private static readonly long LeaveNs = SipTimers.Default.GiveUpNs;

    private readonly List<string> _furtherTags = [];
    private readonly List<(SipLeg Leg, long ByeNs)> _leaving = [];
    private ExecutedTransfer? _transfer;
    private Conference? _conference;
    private int _nextLegId = 2;

    // A third party is called, or the parties are mixed.
    private bool IsConferring => _conference is { IsOver: false };

    /// <summary>An INVITE is under way in one of the dialogs, so that none of ours can be.</summary>
    public bool HasOpenInvite => _exchange is not null || IsRefreshing;

    private long TransferDeadlineNs
    {
        get
        {
            var next = Math.Min(_transfer?.NextDeadlineNs ?? long.MaxValue, _conference?.NextDeadlineNs ?? long.MaxValue);
            foreach (var (_, byeNs) in _leaving)
            {
                next = Math.Min(next, byeNs);
            }

            return next;
        }
    }

    public bool IsParty(SipLeg leg) => leg == Ingress || leg == Egress || _conference?.Has(leg) == true;

    /// <summary>An INVITE whose sender is to take the place of <paramref name="replaced"/>; all is checked.</summary>
    public void OnReplacing(
        SipLeg replaced,
        TrunkModel trunk,
        TransactionEvent.RequestReceived received,
        SessionDescription? offer,
        long nowNs)
    {
        if (_transfer is not null || IsConferring || PairOf(Ingress, Egress).Offerer is not null
            || NewLeg(replaced, trunk, received.Source) is not { } newcomer)
        {
            _context.Counters.ReplacesRefused++;
            _context.Answer(received, new Refusal(491), nowNs);
            return;
        }

        newcomer.Dialog = Dialog.CreateUas(
            received.Request, newcomer.LocalTag, CallMessages.ContactUri(_context.Model, received.Source));
        var remaining = Other(replaced);
        var exchange = new InviteExchange(this, newcomer, remaining, received, nowNs)
        {
            Offer = offer,
            Replaced = replaced,
        };
        var invite = CallMessages.Reinvite(_context, received.Request, newcomer, remaining);
        TryForward(exchange, invite, remaining.NextHop, nowNs);
    }

    /// <summary>
    /// A leg that may take the place of <paramref name="replaced"/>; null when that happened too often in this call.
    /// </summary>
    public SipLeg? NewLeg(SipLeg replaced, TrunkModel trunk, Sip.Transports.SipHop peer)
    {
        if (_furtherTags.Count >= MaxReplacements)
        {
            return null;
        }

        var leg = new SipLeg(
            replaced.Side, replaced.Role, trunk, _context.NewToken(), peer, replaced.SdpSessionId)
        {
            Id = replaced.Id,
            Tap = replaced.Tap,
            Timer = new SessionTimer(_context.Model.SessionTimer),
        };
        _furtherTags.Add(leg.LocalTag);
        _context.Calls.AddTag(leg.LocalTag, this, leg);
        return leg;
    }

    /// <summary>The leg of a third party; null when there were too many in this call.</summary>
    public SipLeg? NewGuest(TrunkModel trunk, Sip.Transports.SipHop peer)
    {
        if (_furtherTags.Count >= MaxReplacements || !LegSet.CanHold(new LegId(_nextLegId)))
        {
            return null;
        }

        var leg = new SipLeg(
            LegSide.Egress, LegRole.ThirdParty, trunk, _context.NewToken(), peer, Ingress.SdpSessionId)
        {
            Id = new LegId(_nextLegId++),
            Tap = Recording?.Plane.NewTap() ?? default,
            Timer = new SessionTimer(_context.Model.SessionTimer),
        };
        _furtherTags.Add(leg.LocalTag);
        _context.Calls.AddTag(leg.LocalTag, this, leg);
        return leg;
    }

    /// <summary>Asks for a third party by command. REQ C-05.</summary>
    public JoinAnswer AddParty(ReferTo target, long nowNs)
    {
        if (State != CallState.Talking || _transfer is not null || _exchange?.Replaced is not null)
        {
            return JoinAnswer.NotTalking;
        }

        // The way of the agent's own calls, as long as there is one.
        var by = !Agent.IsGone ? Agent : Other(Agent);
        return (_conference ??= new Conference(_context, this, _lines!)).Invite(by, target, "command", nowNs);
    }

    /// <summary>Two parties of a conference go on as any call.</summary>
    public void Rejoin(SipLeg one, SipLeg other, long nowNs)
    {
        foreach (var side in Enum.GetValues<LegSide>())
        {
            var seated = side == LegSide.Ingress ? Ingress : Egress;
            if (seated != one && seated != other)
            {
                var guest = one.Guest is not null ? one : other;
                _lines!.Seat(guest, side);
                Swap(guest, seated);
            }
        }

        _lines!.EndMix();
        TakeSdp(Ingress, Ingress.Current!.Sdp!, Egress, Egress.Current!.Sdp!);
        NoteLines(nowNs);
    }

    /// <summary>All others have hung up.</summary>
    public void EndAlone(SipLeg last, SipMessage? bye, long nowNs)
    {
        SendBye(last, nowNs, bye);
        last.Dialog!.Terminate();
        HangUp(last == Ingress ? CallOutcome.CalleeHungUp : CallOutcome.CallerHungUp, nowNs);
    }

    /// <summary>A party's dialog is gone, or never was answered: the others talk on, if there are two.</summary>
    public void Lose(SipLeg leg, CallOutcome outcome, long nowNs)
    {
        if (_conference is { IsMixing: true } conference)
        {
            conference.Expel(leg, nowNs);
        }
        else
        {
            HangUp(outcome, nowNs);
        }
    }

    /// <summary>From here on <paramref name="newcomer"/> is the party where <paramref name="replaced"/> was.</summary>
    public void TakePlace(SipLeg newcomer, SipLeg replaced, string evidence, long nowNs)
    {
        Swap(newcomer, replaced);
        newcomer.Dialog!.Confirm();
        _context.Counters.PartiesReplaced++;
        Recording?.Take(new PartyReplaced(nowNs, CueSource.Signalling, evidence, newcomer.Id));
    }

    /// <summary>The end of a transfer of ours: media and holds follow the new party's offer and its answer.</summary>
    public void Connect(
        SipLeg newcomer, SipLeg referrer, SessionDescription offer, SessionDescription answer, long nowNs)
    {
        TakePlace(newcomer, referrer, "REFER", nowNs);
        var remaining = Other(newcomer);
        newcomer.Current!.Sdp = offer;
        remaining.Current!.Sdp = answer;
        newcomer.Current.Author.Agree();
        remaining.Current.Author.Agree();
        TakeSdp(newcomer, offer, remaining, answer);
        NoteOfferedHold(newcomer, nowNs);
        NoteAnsweredHold(newcomer, remaining, nowNs);
        NoteLines(nowNs);
        _transfer = null;
        if (!referrer.IsGone)
        {
            _leaving.Add((referrer, nowNs + LeaveNs));
        }
    }

    /// <summary>A transfer of ours came to nothing: the parties are as they were, but for one that has hung up.</summary>
    public void OnTransferFailed(SipLeg referrer, long nowNs)
    {
        _transfer = null;
        if (State == CallState.Talking && referrer.IsGone)
        {
            HangUp(referrer == Ingress ? CallOutcome.CallerHungUp : CallOutcome.CalleeHungUp, nowNs);
        }
    }

    private void Swap(SipLeg newcomer, SipLeg replaced)
    {
        if (replaced == Ingress)
        {
            Ingress = newcomer;
        }
        else
        {
            Egress = newcomer;
        }

        _furtherTags.Remove(newcomer.LocalTag);
        _furtherTags.Add(replaced.LocalTag);
    }

    /// <param name="pair">Null while the parties are mixed.</param>
    public void OnRefer(DialogPair? pair, SipLeg leg, TransactionEvent.RequestReceived received, long nowNs)
    {
        ReferTo? referTo = null;
        var refusal = State != CallState.Talking || (pair is not null && Other(leg).Dialog is null)
            ? new Refusal(481)
            : ReferScreening.Of(received.Request, out referTo);
        if (refusal is null && leg.Trunk.BlindTransfer == BlindTransferMode.Conference)
        {
            refusal = _transfer is null && _exchange?.Replaced is null
                ? (_conference ??= new Conference(_context, this, _lines!)).OnRefer(leg, received, referTo!, nowNs)
                : new Refusal(491);
        }
        else if (refusal is null && pair is null)
        {
            // Whom of several it would replace is not ours to guess.
            refusal = new Refusal(603);
        }
        else if (refusal is null && leg.Trunk.BlindTransfer == BlindTransferMode.Execute)
        {
            refusal = _transfer is null && !IsConferring
                ? ExecutedTransfer.TryStart(_context, this, leg, received, nowNs, out _transfer)
                : new Refusal(491);
        }
        else if (refusal is null)
        {
            RelayedRequest.Start(_context, this, pair!, leg, received, nowNs);
        }

        if (refusal is { } no)
        {
            _context.Counters.RefersRefused++;
            _context.Answer(received, no, nowNs);
        }
    }

    // A leg that is no party yet, or no longer.
    private void OnOutsider(SipLeg leg, TransactionEvent.RequestReceived received, long nowNs)
    {
        if (received.Request.Method == SipMethod.Prack && _exchange is { Pair: { } pair } open && open.From == leg)
        {
            OnPrack(pair, leg, received, nowNs);
            return;
        }

        if (received.Request.Method != SipMethod.Bye)
        {
            _context.Answer(received, new Refusal(481), nowNs);
            return;
        }

        _context.Answer(received, new Refusal(200), nowNs);
        leg.Dialog!.Terminate();
        _leaving.RemoveAll(left => left.Leg == leg);
        if (_exchange is { Stage: ExchangeStage.Pending } pending && pending.From == leg)
        {
            // RFC 3261 §15: the caller may end an early dialog by BYE; the INVITE still gets its 487.
            Cancel(pending, 487, CallOutcome.Cancelled, nowNs);
        }
    }

    // The other party has hung up, and somebody is about to take its place.
    private bool IsAwaitingNext(SipLeg leg) => State == CallState.Talking && Other(leg).IsGone;

    // A party that is about to be replaced may hang up before it is: the other one waits for the newcomer.
    private bool GoesOnWithout(SipLeg leg) =>
        (_exchange is { Stage: ExchangeStage.Pending, Answered: false } pending && pending.Replaced == leg)
        || _transfer?.Referrer == leg;

    private void EndReplaced(InviteExchange exchange, long nowNs)
    {
        if (exchange.Replaced is { } replaced)
        {
            SendBye(replaced, nowNs);
            replaced.Dialog!.Terminate();
        }
    }

    private void OnTransferDeadline(long nowNs)
    {
        if (_transfer is { } transfer && nowNs >= transfer.NextDeadlineNs)
        {
            transfer.OnDeadline(nowNs);
        }

        if (_conference is { } conference && nowNs >= conference.NextDeadlineNs)
        {
            conference.OnDeadline(nowNs);
        }

        foreach (var (leg, byeNs) in _leaving.ToArray())
        {
            if (nowNs >= byeNs)
            {
                Leave(leg, nowNs);
            }
        }
    }

    private void Leave(SipLeg leg, long nowNs)
    {
        _leaving.RemoveAll(left => left.Leg == leg);
        SendBye(leg, nowNs);
        leg.Dialog!.Terminate();
    }

    private void EndTransfers(long nowNs)
    {
        var transfer = _transfer;
        _transfer = null;
        transfer?.OnCallEnded(nowNs);
        var conference = _conference;
        _conference = null;
        conference?.OnCallEnded(nowNs);
        foreach (var (leg, _) in _leaving.ToArray())
        {
            Leave(leg, nowNs);
        }
    }
}
