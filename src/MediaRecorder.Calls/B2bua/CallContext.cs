using MediaRecorder.Calls.Authentication;
using MediaRecorder.Calls.Model;
using MediaRecorder.Calls.Signalling;
using MediaRecorder.Calls.Workers;
using MediaRecorder.Media.Workers;
using MediaRecorder.Sip.Transactions;
using Microsoft.Extensions.Logging;

namespace MediaRecorder.Calls.B2bua;

/// <summary>What every call works with. Owner: the SipWorker.</summary>
/// <param name="NewToken">Makes an unguessable token for tags, branches and Call-IDs.</param>
internal sealed record CallContext(
    CallsModel Model,
    TransactionLayer Transactions,
    SipSender Sender,
    RequestAuthentication Authentication,
    IMediaPlane Media,
    CallsCounters Counters,
    ILogger Logger,
    Func<string> NewToken);
