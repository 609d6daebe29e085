using MediaRecorder.Calls.B2bua;
using MediaRecorder.Calls.Model;
using MediaRecorder.Calls.Signalling;
using MediaRecorder.Calls.Trunks;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Transactions;

namespace MediaRecorder.Calls.Requests;

/// <summary>
/// A request outside any dialog that makes none (MESSAGE, PUBLISH, OPTIONS for a phone, an unasked NOTIFY): it goes the
/// way a call would go, and every response comes back. Owner: the SipWorker.
/// </summary>
internal sealed class StandaloneRequest : IResponseTaker
{
    private readonly CallContext _context;
    private readonly TransactionEvent.RequestReceived _received;
    private readonly TrunkModel _trunk;
    private readonly TrunkModel _outward;
    private readonly string _localTag;

    private StandaloneRequest(
        CallContext context, TransactionEvent.RequestReceived received, TrunkModel trunk, TrunkModel outward)
    {
        _context = context;
        _trunk = trunk;
        _outward = outward;
        _received = received;
        _localTag = context.NewToken();
    }

    public static void Start(
        CallContext context, TransactionEvent.RequestReceived received, TrunkModel trunk, long nowNs)
    {
        if ((RequestScreening.OfTarget(received.Request, out var user) ?? RequestScreening.OfRelayedBody(received.Request))
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

        var (outward, hop) = station is null
            ? context.Trunks.WayOf(trunk, NumberRewriting.Called(trunk, user), nowNs)
            : (station.Trunk, station.Hop);
        var request = CallMessages.OutsideDialog(
            context, received.Request, hop.EndPoint, trunk, outward, context.NewToken(), station);
        OptionTags.Carry(received.Request, request);
        MessageBody.Carry(received.Request, request);
        if (context.Sender.Send(request, hop, new StandaloneRequest(context, received, trunk, outward), nowNs) is null)
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

        var answer = CallMessages.Forwarded(_context, _received, response, _outward, _trunk, _localTag);
        _context.Transactions.SendResponse(_received.Id, answer.ToBytes(), response.StatusCode, nowNs);
    }

    public void OnNoResponse(SentRequest sent, long nowNs)
    {
    }

    /// <summary>Known at once, so RFC 4320 does not forbid it (RFC 3261 §16.9).</summary>
    public void OnTransportFailed(SentRequest sent, long nowNs) =>
        _context.Answer(_received, new Refusal(503), nowNs);
}
