using MediaRecorder.Calls.B2bua;
using MediaRecorder.Calls.Legs;
using MediaRecorder.Calls.Model;
using MediaRecorder.Calls.Signalling;
using MediaRecorder.Sip.Dialogs;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Headers;
using MediaRecorder.Sip.Sdp;
using MediaRecorder.Sip.Transactions;

namespace MediaRecorder.Calls.Requests;

/// <summary>
/// A PRACK or UPDATE on its way through, which may carry an offer, or the answer to one in a reliable provisional
/// response (RFC 3262 §5, RFC 3311 §5). Owner: the SipWorker.
/// </summary>
internal sealed class NegotiatingRequest : IResponseTaker
{
    private readonly CallContext _context;
    private readonly TransactionEvent.RequestReceived _received;
    private readonly DialogPair _pair;
    private readonly LegDialog _from;
    private readonly LegDialog _to;
    private readonly SessionDescription? _offer;
    private readonly long _receivedNs;

    private NegotiatingRequest(
        CallContext context, Call call, DialogPair pair, SipLeg from, TransactionEvent.RequestReceived received,
        SessionDescription? offer, long nowNs)
    {
        _context = context;
        Call = call;
        _received = received;
        _pair = pair;
        _from = pair.Of(from);
        _to = pair.Other(from);
        _offer = offer;
        _receivedNs = nowNs;
    }

    public Call Call { get; }

    public TrunkModel Outward => _to.Leg.Trunk;

    // RFC 4028 §7.1: before the INVITE's 2xx there is no session to refresh.
    private bool IsRefresh => IsUpdate && Call.State == CallState.Talking;

    private bool IsUpdate => _received.Request.Method == SipMethod.Update;

    /// <summary>Sends a PRACK on: it acknowledges a response of ours, and goes on for the far side's.</summary>
    public static void StartPrack(
        CallContext context, Call call, InviteExchange exchange, InviteBranch branch,
        TransactionEvent.RequestReceived received, RAck theirs, long nowNs)
    {
        var pair = branch.Pair;
        var isSdp = MessageBody.TryReadSdp(received.Request, out var sdp)
            && RequestScreening.CanRelay(sdp, context.Model);
        var isAnswer = isSdp && !branch.IsNegotiated && pair.Offerer == exchange.To
            && pair.Of(exchange.To).Sdp is not null;
        var isOffer = isSdp && branch.IsNegotiated && pair.Offerer is null;
        var relayed = new NegotiatingRequest(
            context, call, pair, exchange.From, received, isOffer ? sdp : null, nowNs);
        var prack = relayed._to.Dialog.CreateRequest(SipMethod.Prack).Add(SipHeaderName.RAck, theirs.ToString());
        SessionDescription? answer = null;
        if (isAnswer && call.TryAnswer(sdp!, exchange.From, relayed._to.Sdp!, relayed._to, out answer))
        {
            branch.IsNegotiated = true;
            call.Settle(pair, exchange.To, relayed._to.Sdp!, sdp!, nowNs, nowNs);
        }

        relayed.Send(prack, answer, nowNs);
    }

    /// <summary>Sends on an UPDATE that RFC 3311 §5.2 allows now.</summary>
    public static void StartUpdate(
        CallContext context, Call call, DialogPair pair, SipLeg from, TransactionEvent.RequestReceived received,
        SessionDescription? offer, long nowNs)
    {
        var relayed = new NegotiatingRequest(context, call, pair, from, received, offer, nowNs);
        relayed._from.HasOpenUpdate = true;
        var update = relayed._to.Dialog.CreateRequest(SipMethod.Update);
        CallMessages.AddAllow(received.Request, update);
        if (relayed.IsRefresh)
        {
            relayed._to.Leg.Timer.Offer(update);
        }

        relayed.Send(update, null, nowNs);
    }

    public void OnResponse(SentRequest sent, SipMessage response, long nowNs)
    {
        if (response.StatusCode < 200)
        {
            // RFC 4320 §4.1: a provisional response to a non-INVITE request is of one hop.
            return;
        }

        Close();
        if (response.StatusCode == 408)
        {
            // RFC 4320 §4.1: it is not passed on.
            OnDialogGone(nowNs);
            return;
        }

        if (response.StatusCode < 300)
        {
            Accept(response, nowNs);
            return;
        }

        Answer(Forwarded(response), response.StatusCode, nowNs);
        if (response.StatusCode == 481)
        {
            OnDialogGone(nowNs);
        }
    }

    public void OnNoResponse(SentRequest sent, long nowNs)
    {
        Close();
        OnDialogGone(nowNs);
    }

    // RFC 3261 §16.9. The dialog need not be gone: a BYE finds out.
    public void OnTransportFailed(SentRequest sent, long nowNs)
    {
        Close();
        _context.Answer(_received, new Refusal(503), nowNs);
    }

    private void Send(SipMessageBuilder request, SessionDescription? answer, long nowNs)
    {
        SessionDescription? rewritten = null;
        if (_offer is not null)
        {
            if (!Call.TryOffer(_offer, _from.Leg, _to, out rewritten))
            {
                Close();
                _context.Answer(_received, new Refusal(488), nowNs);
                return;
            }

            _pair.Offerer = _from.Leg;
        }

        MessageBody.Carry(_received.Request, request, rewritten ?? answer);
        HeaderRules.Carry(_context.Model, _received.Request, request, _from.Leg.Trunk, _to.Leg.Trunk);
        OptionTags.Carry(_received.Request, request);
        if (_context.Sender.Send(request, _to.NextHop, this, nowNs, IsRefresh ? _to.Leg.Timer : null) is null)
        {
            Close();
            _context.Answer(_received, new Refusal(513), nowNs);
        }
    }

    private void Accept(SipMessage response, long nowNs)
    {
        if (IsUpdate)
        {
            _from.Dialog.RefreshTarget(_received.Request);
            _to.Dialog.RefreshTarget(response);
        }

        SessionDescription? rewritten = null;
        if (_offer is not null)
        {
            if (!MessageBody.TryReadSdp(response, out var sdp)
                || !Call.TryAnswer(sdp, _to.Leg, _offer, _from, out rewritten))
            {
                // As with a re-INVITE: what was agreed before goes on.
                _context.Answer(_received, new Refusal(488), nowNs);
                return;
            }

            Call.Settle(_pair, _from.Leg, _offer, sdp, _receivedNs, nowNs);
        }

        var answer = Forwarded(response, rewritten);
        if (IsRefresh)
        {
            _to.Leg.Timer.Accepted(response, nowNs);
            _from.Leg.Timer.Answer(_received.Request, answer, nowNs);
        }

        Answer(answer, response.StatusCode, nowNs);
    }

    private SipMessageBuilder Forwarded(SipMessage response, SessionDescription? sdp = null) =>
        CallMessages.Forwarded(_context, _received, response, _to.Leg.Trunk, _from.Leg.Trunk, toTag: null, sdp);

    private void Answer(SipMessageBuilder answer, int status, long nowNs) =>
        _context.Transactions.SendResponse(_received.Id, answer.ToBytes(), status, nowNs);

    private void Close()
    {
        if (IsUpdate)
        {
            _from.HasOpenUpdate = false;
        }

        if (_offer is not null && _pair.Offerer == _from.Leg)
        {
            _pair.Offerer = null;
        }
    }

    // RFC 3261 §12.2.1.2: 481, 408 or silence say that the far side's dialog is gone. While it rings the INVITE tells.
    private void OnDialogGone(long nowNs)
    {
        // Not that of a party which has left.
        if (IsUpdate && Call.State == CallState.Talking && _to == _to.Leg.Current
            && Call.IsParty(_to.Leg) && !_to.Leg.IsGone)
        {
            Call.HangUp(CallOutcome.SignallingFailed, nowNs);
        }
    }
}
