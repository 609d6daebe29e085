using System.Globalization;
using MediaRecorder.Load.Commands;
using MediaRecorder.Load.Media;
using MediaRecorder.Net;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.UserAgents;

namespace MediaRecorder.Load.Calls;

/// <summary>
/// Calls by SIP: the caller's phone dials prefix and six digits, by which the callee's phone knows the call that the
/// recorder passes on to it. It rings at once and answers after the time of the options. Owner: LoadWorker.
/// </summary>
internal sealed class SipControl : CallControl
{
    private const int CallerToken = 0;
    private const int CalleeToken = 1;
    private const int Digits = 6;
    private const int NotFound = 404;
    private const int NotAcceptableHere = 488;

    // One burst of datagrams shall not make the packets of all legs late.
    private const int MaxDatagramsAtOnce = 200;

    private readonly LoadOptions _options;
    private readonly MediaPlan _plan;
    private readonly LoadCall[] _calls;
    private readonly Phone _caller;
    private readonly Phone _callee;

    // In the order of their due times, because all take the same time to answer.
    private readonly Queue<(long DueNs, LoadCall Call)> _ringing = new();

    public SipControl(LoadOptions options, MediaPlan plan, LoadCall[] calls, EventLoop loop, int seed)
    {
        _options = options;
        _plan = plan;
        _calls = calls;
        _caller = Phone.Open(loop, options.Caller, CallerToken, options.CallerUser, seed);
        try
        {
            _callee = Phone.Open(loop, options.Callee, CalleeToken, "callee", ~seed);
        }
        catch
        {
            _caller.Dispose();
            throw;
        }
    }

    public override void Start(LoadCall call, long nowNs)
    {
        call.Begin(nowNs);
        var user = _options.Prefix + call.Index.ToString("D" + Digits, CultureInfo.InvariantCulture);
        call.CallerDialog = _caller.Agent.Invite(
            $"sip:{user}@{_options.Target}", _options.Target, CallSdp.Describe(call.Caller, _plan), nowNs);
        call.CallerDialog.Tag = call;
        Drain(_caller, nowNs);
    }

    public override void HangUp(LoadCall call, long nowNs)
    {
        var (phone, dialog) = _options.CalleeHangsUp ? (_callee, call.CalleeDialog) : (_caller, call.CallerDialog);
        phone.Agent.Bye(dialog!, nowNs);
        Drain(phone, nowNs);
    }

    public override void Abandon(LoadCall call, long nowNs)
    {
        _caller.Agent.Bye(call.CallerDialog!, nowNs);
        Drain(_caller, nowNs);
    }

    public override void Receive(ReadOnlySpan<int> tokens, long nowNs)
    {
        foreach (var token in tokens)
        {
            var phone = token == CallerToken ? _caller : _callee;
            for (var taken = 0; taken < MaxDatagramsAtOnce && phone.TryReceive(nowNs); taken++)
                Drain(phone, nowNs);
        }
    }

    public override void OnTick(long nowNs)
    {
        while (_ringing.TryPeek(out var next) && next.DueNs <= nowNs)
        {
            _ringing.Dequeue();
            Answer(next.Call, nowNs);
        }

        RunDeadline(_caller, nowNs);
        RunDeadline(_callee, nowNs);
    }

    public override void Dispose()
    {
        _caller.Dispose();
        _callee.Dispose();
    }

    private void RunDeadline(Phone phone, long nowNs)
    {
        if (phone.Agent.NextDeadlineNs > nowNs)
            return;
        phone.Agent.OnDeadline(nowNs);
        Drain(phone, nowNs);
    }

    private void Drain(Phone phone, long nowNs)
    {
        while (phone.TryTake(out var e))
            Apply(phone, e!, nowNs);
    }

    private void Apply(Phone phone, UserAgentEvent e, long nowNs)
    {
        switch (e)
        {
            case UserAgentEvent.IncomingCall incoming:
                Ring(phone, incoming, nowNs);
                break;
            case UserAgentEvent.Answered answered when CallOf(answered.Call) is { } call:
                if (CallSdp.TryFindRemote(answered.Sdp.Span, _plan, out var remote))
                    call.CallerAnswered(remote, nowNs);
                else
                    call.Fail(NotAcceptableHere, nowNs);
                break;
            case UserAgentEvent.Established established:
                CallOf(established.Call)?.CalleeAcknowledged(nowNs);
                break;
            case UserAgentEvent.Reinvited reinvited when CallOf(reinvited.Call) is { } call:
                var leg = phone == _caller ? call.Caller : call.Callee;
                phone.Agent.AnswerReinvite(reinvited.Call, CallSdp.Describe(leg, _plan), nowNs);
                break;
            case UserAgentEvent.Ended ended:
                CallOf(ended.Call)?.DialogEnded(isCaller: phone == _caller, nowNs);
                break;
            case UserAgentEvent.Failed failed:
                CallOf(failed.Call)?.Fail(failed.Status, nowNs);
                break;
        }
    }

    private void Ring(Phone phone, UserAgentEvent.IncomingCall incoming, long nowNs)
    {
        if (phone != _callee || !TryFindCall(incoming.Call.Invite.RequestUri, out var call)
            || call.CalleeDialog is not null)
        {
            phone.Agent.Reject(incoming.Call, NotFound, nowNs);
            return;
        }

        call.CalleeDialog = incoming.Call;
        incoming.Call.Tag = call;
        phone.Agent.Ring(incoming.Call, nowNs);
        _ringing.Enqueue((nowNs + _options.AnswerAfterNs, call));
    }

    private void Answer(LoadCall call, long nowNs)
    {
        var dialog = call.CalleeDialog!;
        if (dialog.State != UserAgentCallState.Ringing)
            return;
        if (CallSdp.TryFindRemote(dialog.RemoteSdp.Span, _plan, out var remote))
        {
            _callee.Agent.Answer(dialog, CallSdp.Describe(call.Callee, _plan), nowNs);
            call.CalleeAnswered(remote);
        }
        else
        {
            _callee.Agent.Reject(dialog, NotAcceptableHere, nowNs);
        }

        Drain(_callee, nowNs);
    }

    // A call that is dropped while it is being answered keeps its tag; it ignores what comes after its end.
    private static LoadCall? CallOf(UserAgentCall dialog) => dialog.Tag as LoadCall;

    private bool TryFindCall(string requestUri, out LoadCall call)
    {
        call = null!;
        if (!SipUri.TryParse(requestUri, out var uri) || uri.User is not { Length: >= Digits } user ||
            !int.TryParse(
                user.AsSpan(user.Length - Digits), NumberStyles.None, CultureInfo.InvariantCulture, out var index) ||
            index >= _calls.Length)
        {
            return false;
        }

        call = _calls[index];
        return true;
    }
}
