using MediaRecorder.Calls.B2bua;
using MediaRecorder.Calls.Legs;
using MediaRecorder.Calls.Model;
using MediaRecorder.Calls.Signalling;
using MediaRecorder.Calls.Transfers;
using MediaRecorder.Sip.Dialogs;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Transactions;

namespace MediaRecorder.Calls.Requests;

/// <summary>
/// A request inside a call that changes nothing in it (INFO, MESSAGE, REFER, NOTIFY, SUBSCRIBE, OPTIONS, methods that
/// we do not know): it goes on into the other leg's dialog and every response comes back. Owner: the SipWorker.
/// </summary>
internal sealed class RelayedRequest : IResponseTaker
{
    private readonly CallContext _context;
    private readonly TransactionEvent.RequestReceived _received;
    private readonly Dialog _from;
    private readonly Dialog _to;
    private readonly TrunkModel _fromTrunk;
    private readonly TrunkModel _toTrunk;

    private RelayedRequest(
        CallContext context, Call call, TransactionEvent.RequestReceived received, LegDialog from, LegDialog to)
    {
        _context = context;
        Call = call;
        _received = received;
        (_from, _fromTrunk) = (from.Dialog, from.Leg.Trunk);
        (_to, _toTrunk) = (to.Dialog, to.Leg.Trunk);
    }

    public Call Call { get; }

    /// <summary>Sends a request on that is in order in the dialog of <paramref name="from"/>.</summary>
    /// <param name="from">The leg it came from.</param>
    public static void Start(
        CallContext context, Call call, DialogPair pair, SipLeg from, TransactionEvent.RequestReceived received,
        long nowNs)
    {
        if (RequestScreening.OfRelayedBody(received.Request) is { } refusal)
        {
            context.Answer(received, refusal, nowNs);
            return;
        }

        var to = pair.Other(from);
        var request = to.Dialog.CreateRequest(received.Request.MethodToken);
        HeaderRules.Carry(context.Model, received.Request, request, from.Trunk, to.Leg.Trunk);
        OptionTags.Carry(received.Request, request);
        DialogReferences.CarryInDialog(context, received.Request, from, to.Leg, request, nowNs);
        MessageBody.Carry(received.Request, request);
        var relayed = new RelayedRequest(context, call, received, pair.Of(from), to);
        if (context.Sender.Send(request, to.NextHop, relayed, nowNs) is null)
        {
            context.Answer(received, new Refusal(513), nowNs);
        }
    }

    public void OnResponse(SentRequest sent, SipMessage response, long nowNs)
    {
        // RFC 3261 §16.7 step 5: 100 is of one hop. RFC 4320 §4.1: no 408 to a non-INVITE request, its sender knows by
        // its own timer.
        if (response.StatusCode is 100 or 408)
        {
            return;
        }

        if (response.StatusCode is >= 200 and < 300 && Dialog.IsTargetRefresh(sent.Method))
        {
            _from.RefreshTarget(_received.Request);
            _to.RefreshTarget(response);
        }

        var answer = CallMessages.Forwarded(_context, _received, response, _toTrunk, _fromTrunk, toTag: null);
        _context.Transactions.SendResponse(_received.Id, answer.ToBytes(), response.StatusCode, nowNs);
    }

    /// <summary>RFC 4320 §4.1, as above: what is late helps nobody. The call goes on; a BYE finds out.</summary>
    public void OnNoResponse(SentRequest sent, long nowNs)
    {
    }

    /// <summary>Known at once, so RFC 4320 does not forbid it (RFC 3261 §16.9).</summary>
    public void OnTransportFailed(SentRequest sent, long nowNs) =>
        _context.Answer(_received, new Refusal(503), nowNs);
}
