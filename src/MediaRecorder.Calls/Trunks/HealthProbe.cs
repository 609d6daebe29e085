using MediaRecorder.Calls.B2bua;
using MediaRecorder.Calls.Model;
using MediaRecorder.Calls.Signalling;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Bodies;
using MediaRecorder.Sip.Transactions;

namespace MediaRecorder.Calls.Trunks;

/// <summary>
/// Asks one next hop by OPTIONS, time and again, whether it lives. Any answer but 503 says yes: a peer that refuses
/// OPTIONS is there. Owner: the SipWorker.
/// </summary>
internal sealed class HealthProbe(
    CallsModel model, HealthCheckModel rules, TrunkState trunk, NextHopHealth hop, SipSender sender, Func<string> newToken)
    : IResponseTaker, IScheduled
{
    private readonly long _intervalNs = rules.Interval.Ticks * 100;
    private readonly long _timeoutNs = rules.Timeout.Ticks * 100;
    private SentRequest? _pending;
    private long _sentNs;

    public int HeapIndex { get; set; } = -1;

    /// <summary>When <see cref="OnDeadline"/> is due: the next OPTIONS, or the end of waiting for an answer.</summary>
    public long DeadlineNs { get; private set; }

    public void OnDeadline(long nowNs)
    {
        if (_pending is not null)
        {
            OnFailure(nowNs);
            return;
        }

        _sentNs = nowNs;
        _pending = sender.Send(Request(), hop.Hop.Hop, this, nowNs);
        DeadlineNs = nowNs + (_pending is null ? _intervalNs : _timeoutNs);
    }

    public void OnResponse(SentRequest sent, SipMessage response, long nowNs)
    {
        // What comes after its time does not count, and 100 is of the transaction, not of the peer's health.
        if (sent != _pending || response.StatusCode < 200)
        {
            return;
        }

        if (response.StatusCode == 503)
        {
            OnFailure(nowNs);
            return;
        }

        trunk.NoteSuccess(hop);
        Schedule(nowNs);
    }

    public void OnNoResponse(SentRequest sent, long nowNs)
    {
        if (sent == _pending)
        {
            OnFailure(nowNs);
        }
    }

    private void OnFailure(long nowNs)
    {
        trunk.NoteFailure(hop, nowNs);
        Schedule(nowNs);
    }

    private void Schedule(long nowNs)
    {
        _pending = null;
        DeadlineNs = Math.Max(nowNs, _sentNs + _intervalNs);
    }

    private SipMessageBuilder Request()
    {
        var target = $"sip:{CallMessages.HostPort(hop.Hop.Hop.EndPoint)}";
        return SipMessageBuilder.Request("OPTIONS", target)
            .Add("Max-Forwards", "70")
            .Add("From", $"<{CallMessages.ContactUri(model, hop.Hop.Hop)}>;tag={newToken()}")
            .Add("To", $"<{target}>")
            .Add("Call-ID", newToken())
            .Add("CSeq", "1 OPTIONS")
            .Add("Contact", $"<{CallMessages.ContactUri(model, hop.Hop.Hop)}>")
            .Add("Accept", SipBody.Accepted);
    }
}
