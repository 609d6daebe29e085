using MediaRecorder.Calls.Legs;
using MediaRecorder.Calls.Requests;
using MediaRecorder.Calls.Signalling;
using MediaRecorder.Calls.Workers;
using MediaRecorder.Sip.Dialogs;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Headers;
using MediaRecorder.Sip.Sdp;
using MediaRecorder.Sip.Transactions;

namespace MediaRecorder.Calls.B2bua;

/// <summary>
/// What happens before an INVITE's final response: its branches, provisional responses, and their PRACKs (RFC 3262).
/// </summary>
internal sealed partial class Call
{
    private const string ReliableTag = "100rel";

    // RFC 3261 §16.6 step 11: Timer C of a proxy is more than 3 minutes after the last provisional response.
    private const long StaleAfterProgressNs = 180_000_000_000;

    /// <summary>The dialog of <paramref name="leg"/> with this name, early ones of a fork too; null for none.</summary>
    public LegDialog? DialogOf(SipLeg leg, DialogId id)
    {
        if (leg.Current is { } current && current.Dialog.Id == id)
        {
            return current;
        }

        // Once answered there is one dialog only.
        return LastInvite is { IsInitial: true, Answer: null } open
            ? open.Branches.Values.Select(branch => branch.Pair.Of(leg)).FirstOrDefault(of => of.Dialog.Id == id)
            : null;
    }

    // The two dialogs that what comes in `of` passes between; null while there is only one.
    private DialogPair? PairOf(LegDialog of)
    {
        if (LastInvite is { IsInitial: true, Answer: null } ringing)
        {
            return ringing.Branches.Values.FirstOrDefault(branch => branch.Pair.Of(of.Leg) == of)?.Pair;
        }

        return Ingress.Current is not null && Egress.Current is not null ? PairOf(Ingress, Egress) : null;
    }

    // What is open between the two stays with them for as long as their dialogs are the same.
    private DialogPair PairOf(SipLeg one, SipLeg other)
    {
        var (ingress, egress) = one.Side == Media.Paths.LegSide.Ingress ? (one, other) : (other, one);
        if (_pair is null || _pair.Ingress != ingress.Current || _pair.Egress != egress.Current)
        {
            _pair = new DialogPair(ingress.Current!, egress.Current!);
        }

        return _pair;
    }

    // The branch of an INVITE that a response belongs to; a new one with the first response of its To tag.
    private InviteBranch BranchOf(InviteExchange exchange, SipMessage response)
    {
        var tag = response.To.Tag ?? string.Empty;
        if (exchange.Branches.TryGetValue(tag, out var known))
        {
            return known;
        }

        var branch = new InviteBranch(exchange.Pair ?? NewPair(exchange, response), exchange.Request.CSeq.Number);
        exchange.Branches.Add(tag, branch);
        return branch;
    }

    // RFC 3261 §12.1.2: each To tag of the callee's side is a dialog, and the caller must be able to tell them apart.
    private DialogPair NewPair(InviteExchange exchange, SipMessage response)
    {
        var egress = new LegDialog(
            Egress, Dialog.CreateUac(exchange.Sent!.Message, response), Egress.Author.Fork());
        var ingress = Ingress.Current!;
        if (exchange.Branches.Count > 0)
        {
            var tag = _context.NewToken();
            _context.Calls.AddTag(tag, this, Ingress);
            _forkTags.Add(tag);
            var contact = CallMessages.ContactUri(_context.Model, Ingress.SignallingPeer);
            var dialog = Dialog.CreateUas(exchange.Request, tag, contact);
            ingress = new LegDialog(Ingress, dialog, new SdpAuthor(Ingress.SdpSessionId)) { Sdp = exchange.Offer };
        }

        return new DialogPair(ingress, egress) { Offerer = exchange.Offer is null ? Egress : Ingress };
    }

    private void MakeCurrent(DialogPair pair)
    {
        _pair = pair;
        pair.Ingress.Leg.Current = pair.Ingress;
        pair.Egress.Leg.Current = pair.Egress;
    }

    private void OnProvisional(InviteExchange exchange, SipMessage response, long nowNs)
    {
        exchange.ProvisionalSeen = true;
        if (exchange.CancelWanted)
        {
            SendCancel(exchange, nowNs);
            return;
        }

        if (exchange.Answered || exchange.HeldAnswer is not null)
        {
            return;
        }

        if (!exchange.IsInitial)
        {
            exchange.StaleNs = nowNs
                + (response.StatusCode == 100 ? SipTimers.Default.GiveUpNs : StaleAfterProgressNs);
        }

        // Who rings in more branches than this is heard in the first ones only.
        if (response.StatusCode == 100
            || (exchange.Branches.Count == MaxForks && !exchange.Branches.ContainsKey(response.To.Tag ?? string.Empty)))
        {
            return;
        }

        var branch = BranchOf(exchange, response);

        _context.Logger.CallProgress(Reference, response.StatusCode);
        if (!response.HasToken(SipHeaderName.Require, ReliableTag) || !RAck.TryGetFor(response, out var rack))
        {
            ForwardProvisional(exchange, branch, response, reliably: false, nowNs);
        }
        else if (exchange.Request.HasToken(SipHeaderName.Supported, ReliableTag)
            || exchange.Request.HasToken(SipHeaderName.Require, ReliableTag))
        {
            _ = branch.TryQueue(response, rack);
            ForwardNext(exchange, branch, nowNs);
        }
        else if (branch.TryQueue(response, rack) && branch.TryTakeNext(out _))
        {
            // RFC 3262 §3 forbids it, since nobody offered 100rel; unacknowledged it would end the call.
            SendPrack(exchange, branch, rack, nowNs);
            ForwardProvisional(exchange, branch, response, reliably: false, nowNs);
        }
    }

    private void ForwardNext(InviteExchange exchange, InviteBranch branch, long nowNs)
    {
        if (branch.TryTakeNext(out var response))
        {
            ForwardProvisional(exchange, branch, response!, reliably: true, nowNs);
        }
    }

    private void ForwardProvisional(
        InviteExchange exchange, InviteBranch branch, SipMessage response, bool reliably, long nowNs)
    {
        if (exchange.IsInitial || reliably)
        {
            // RFC 6141 §4: of a dialog that stands, an unreliable response moves nothing.
            branch.Pair.Of(exchange.To).Dialog.RefreshTarget(response);
        }

        if (exchange.IsInitial && State == CallState.Offered)
        {
            MakeCurrent(branch.Pair);
        }

        var sdp = TakeEarlySdp(exchange, branch, response, reliably, nowNs);
        var forwarded = CallMessages.Forwarded(
            _context,
            exchange.Received,
            response,
            exchange.To.Trunk,
            exchange.From.Trunk,
            branch.Pair.Of(exchange.From).Dialog.LocalTag,
            sdp);
        if (reliably)
        {
            forwarded.Add(SipHeaderName.Require, ReliableTag).Add(
                SipHeaderName.RSeq,
                branch.Reliable.NextRSeq.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        var bytes = forwarded.ToBytes();
        if (reliably)
        {
            branch.Reliable.Sent(bytes, response.StatusCode, nowNs);
        }

        _context.Transactions.SendResponse(exchange.Server, bytes, response.StatusCode, nowNs);
    }

    // RFC 3262 §5, RFC 6337 §2: a reliable response may hold the answer or, without an offer, the offer; an unreliable
    // one only a first look at the answer.
    private SessionDescription? TakeEarlySdp(
        InviteExchange exchange, InviteBranch branch, SipMessage response, bool reliably, long nowNs)
    {
        if (branch.IsNegotiated
            || (exchange.Offer is null && !reliably)
            || !MessageBody.TryReadSdp(response, out var sdp)
            || !TryAnchorAnswer(exchange, sdp, branch.Pair, out var rewritten))
        {
            return null;
        }

        var pair = branch.Pair;
        if (exchange.Offer is null)
        {
            pair.Of(exchange.To).Sdp = sdp;
            return rewritten;
        }

        branch.EarlyAnswer = sdp;
        if (reliably)
        {
            branch.IsNegotiated = true;
            Settle(pair, exchange.From, exchange.Offer, sdp, exchange.ReceivedNs, nowNs);
        }
        else if (State == CallState.Offered)
        {
            pair.Of(exchange.To).Sdp = sdp;
            TakeSdp(exchange.To, sdp);
        }

        return rewritten;
    }

    // A PRACK of the INVITE's sender: it ends our repetition, and goes on for the response that ours stands for.
    private void OnPrack(DialogPair pair, SipLeg leg, TransactionEvent.RequestReceived received, long nowNs)
    {
        if (RequestScreening.OfRelayedBody(received.Request) is { } refusal)
        {
            // An answer that cannot be read acknowledges nothing; its sender may try again.
            _context.Answer(received, refusal, nowNs);
            return;
        }

        if (LastInvite is not { } exchange
            || exchange.From != leg
            || exchange.Branches.Values.FirstOrDefault(b => b.Pair == pair)
                is not { Unacknowledged: { } acknowledged } branch
            || !received.Request.TryGetHeader(SipHeaderName.RAck, out var text)
            || !RAck.TryParse(text, out var rack)
            || !branch.Reliable.TryAcknowledge(rack))
        {
            // RFC 3262 §3.
            _context.Answer(received, new Refusal(481), nowNs);
            return;
        }

        _ = RAck.TryGetFor(acknowledged, out var theirs);
        NegotiatingRequest.StartPrack(_context, this, exchange, branch, received, theirs, nowNs);
        if (exchange.HeldAnswer is { } held)
        {
            exchange.HeldAnswer = null;
            OnAccepted(exchange, held, nowNs);
        }
        else if (!exchange.Answered)
        {
            ForwardNext(exchange, branch, nowNs);
        }
    }

    private void SendPrack(InviteExchange exchange, InviteBranch branch, RAck rack, long nowNs)
    {
        var to = branch.Pair.Of(exchange.To);
        var prack = to.Dialog.CreateRequest(SipMethod.Prack).Add(SipHeaderName.RAck, rack.ToString());
        _context.Sender.Send(prack, to.NextHop, Unheeded.Taker, nowNs);
    }

    private void OnExchangeDeadline(InviteExchange exchange, long nowNs)
    {
        if (exchange.Retransmission is { } retransmission && nowNs >= retransmission.NextDeadlineNs)
        {
            RepeatAnswer(retransmission, nowNs);
        }

        foreach (var branch in exchange.Branches.Values)
        {
            switch (branch.Reliable.OnDeadline(nowNs))
            {
                case AnswerStep.Resend:
                    _context.Transactions.SendResponse(
                        exchange.Server, branch.Reliable.Response, branch.Reliable.Status, nowNs);
                    break;
                case AnswerStep.GiveUp:
                    // RFC 3262 §3: no PRACK in 64*T1, the INVITE is rejected with a 5xx.
                    Cancel(exchange, 504, CallOutcome.NoAck, nowNs);
                    return;
            }
        }

        if (nowNs >= exchange.StaleNs)
        {
            // The other side has said nothing for so long that it may never: without an end of it no other INVITE
            // could pass. Its final response, or the lack of it, answers the sender.
            exchange.StaleNs = long.MaxValue;
            CancelFarSide(exchange, nowNs);
        }
    }
}
