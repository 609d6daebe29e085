using MediaRecorder.Calls.Model;
using MediaRecorder.Calls.Signalling;
using MediaRecorder.Calls.Stations;
using MediaRecorder.Calls.Transfers;
using MediaRecorder.Calls.Trunks;
using MediaRecorder.Calls.Workers;
using MediaRecorder.Media.Workers;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Transactions;
using Microsoft.Extensions.Logging;

namespace MediaRecorder.Calls.B2bua;

/// <summary>What every call works with. Owner: the SipWorker.</summary>
/// <param name="NewToken">Makes an unguessable token for tags, branches and Call-IDs.</param>
internal sealed record CallContext(
    CallsModel Model,
    TransactionLayer Transactions,
    SipSender Sender,
    CallTable Calls,
    TrunkTable Trunks,
    IMediaPlane Media,
    CallsCounters Counters,
    ILogger Logger,
    Func<string> NewToken)
{
    /// <summary>The phones that registered through us.</summary>
    public required StationTable Stations { get; init; }

    /// <summary>What was asked to be called through us.</summary>
    public ReferredTargets Referred { get; } = new(NewToken);

    /// <summary>Answers a request that goes no further.</summary>
    public void Answer(TransactionEvent.RequestReceived received, Refusal refusal, long nowNs)
    {
        var response = SipMessageBuilder.Response(
            received.Request,
            refusal.Status,
            SipReasonPhrases.For(refusal.Status),
            NewToken(),
            received.Source.EndPoint);
        if (refusal.HeaderName is not null)
        {
            response.Add(refusal.HeaderName, refusal.HeaderValue!);
            foreach (var (name, value) in refusal.Further ?? [])
            {
                response.Add(name, value);
            }
        }

        Transactions.SendResponse(received.Id, response.ToBytes(), refusal.Status, nowNs);
    }
}
