using MediaRecorder.Calls.B2bua;
using MediaRecorder.Calls.Model;
using MediaRecorder.Calls.Signalling;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Transactions;

namespace MediaRecorder.Calls.Requests;

/// <summary>
/// A request outside any dialog that makes none (MESSAGE, PUBLISH, OPTIONS for a user, an unasked NOTIFY): it goes the
/// way a call would go, and every response comes back. Owner: the SipWorker.
/// </summary>
internal sealed class StandaloneRequest : IResponseTaker
{
    private readonly CallContext _context;
    private readonly TransactionEvent.RequestReceived _received;
    private readonly string _localTag;

    private StandaloneRequest(CallContext context, TransactionEvent.RequestReceived received)
    {
        _context = context;
        _received = received;
        _localTag = context.NewToken();
    }

    public static void Start(
        CallContext context, TransactionEvent.RequestReceived received, TrunkModel trunk, long nowNs)
    {
        if ((RequestScreening.OfTarget(received.Request, out _) ?? RequestScreening.OfRelayedBody(received.Request))
            is { } refusal)
        {
            context.Answer(received, refusal, nowNs);
            return;
        }

        if (context.Stations.TryRoute(received.Request, trunk, nowNs, out var station) && station is null)
        {
            context.Answer(received, new Refusal(480), nowNs);
            return;
        }

        var hop = station?.Hop ?? context.Model.Trunks[trunk.RouteTo].NextHop;
        var request = CallMessages.OutsideDialog(context, received.Request, hop.EndPoint, context.NewToken(), station);
        OptionTags.Carry(received.Request, request);
        MessageBody.Carry(received.Request, request);
        if (context.Sender.Send(request, hop, new StandaloneRequest(context, received), nowNs) is null)
        {
            context.Answer(received, new Refusal(513), nowNs);
        }
    }

    public void OnResponse(SentRequest sent, SipMessage response, long nowNs)
    {
        // As in RelayedRequest: RFC 3261 §16.7 step 5 and RFC 4320 §4.1.
        if (response.StatusCode is 100 or 408)
        {
            return;
        }

        var answer = CallMessages.Forwarded(_context, _received, response, _localTag);
        _context.Transactions.SendResponse(_received.Id, answer.ToBytes(), response.StatusCode, nowNs);
    }

    public void OnNoResponse(SentRequest sent, long nowNs)
    {
    }
}
