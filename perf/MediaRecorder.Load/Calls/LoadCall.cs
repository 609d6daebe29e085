using System.Net;
using MediaRecorder.Load.Media;
using MediaRecorder.Sip.UserAgents;

namespace MediaRecorder.Load.Calls;

// state      | input                        | action                                | next
// -----------+------------------------------+---------------------------------------+-----------
// Waiting    | Begin                        |                                       | SettingUp
// SettingUp  | one side has the other's SDP | that side sends packets               | SettingUp
// SettingUp  | both sides are confirmed     | packets count after the settling time | Up
// SettingUp  | refused, timed out           | count the failure                     | Ended
// Up         | Stop                         | both sides fall silent                | Draining
// Up         | ended by the recorder        | count the drop                        | Ended
// Draining   | what is under way has come   | (the worker hangs up)                 | HangingUp
// HangingUp  | both sides are told          |                                       | Ended
// HangingUp  | neither is within the limit  | count it                              | Ended

/// <summary>One call, both ends of it. Owner: LoadWorker.</summary>
internal sealed class LoadCall(int index, LoadLeg caller, LoadLeg callee, CallCounts counts)
{
    private bool _callerIsUp;
    private bool _calleeIsUp;
    private bool _callerHasEnded;
    private bool _calleeHasEnded;

    public int Index { get; } = index;

    public LoadLeg Caller { get; } = caller;

    public LoadLeg Callee { get; } = callee;

    public LoadCallState State { get; private set; }

    /// <summary>When the present state was entered.</summary>
    public long SinceNs { get; private set; }

    /// <summary>The dialogs of the two ends; null without SIP, and for the callee until its INVITE has come.</summary>
    public UserAgentCall? CallerDialog { get; set; }

    public UserAgentCall? CalleeDialog { get; set; }

    public bool IsUp => State == LoadCallState.Up;

    public void Begin(long nowNs)
    {
        counts.Started++;
        Enter(LoadCallState.SettingUp, nowNs);
    }

    /// <param name="remote">Where the recorder takes the caller's packets.</param>
    public void CallerAnswered(IPEndPoint remote, long nowNs)
    {
        if (State != LoadCallState.SettingUp || _callerIsUp)
            return;
        counts.SetupNs.Add(nowNs - SinceNs);
        Caller.StartSending(remote);
        _callerIsUp = true;
        CheckUp(nowNs);
    }

    /// <summary>The callee has answered and may send; it is up when its answer is acknowledged.</summary>
    public void CalleeAnswered(IPEndPoint remote) => Callee.StartSending(remote);

    public void CalleeAcknowledged(long nowNs)
    {
        if (State != LoadCallState.SettingUp)
            return;
        _calleeIsUp = true;
        CheckUp(nowNs);
    }

    public void Stop(long nowNs)
    {
        Caller.StopSending();
        Callee.StopSending();
        Enter(LoadCallState.Draining, nowNs);
    }

    public void HangUp(long nowNs) => Enter(LoadCallState.HangingUp, nowNs);

    /// <param name="status">Of the response; 0 when there was none in time.</param>
    public void Fail(int status, long nowNs)
    {
        if (State is LoadCallState.Ended)
            return;
        counts.AddFailure(status);
        End(nowNs);
    }

    /// <summary>One end's dialog is over, by whichever side.</summary>
    public void DialogEnded(bool isCaller, long nowNs)
    {
        _callerHasEnded |= isCaller;
        _calleeHasEnded |= !isCaller;
        switch (State)
        {
            case LoadCallState.SettingUp:
                Fail(0, nowNs);
                break;
            case LoadCallState.Up or LoadCallState.Draining:
                counts.Dropped++;
                End(nowNs);
                break;
            case LoadCallState.HangingUp when _callerHasEnded && _calleeHasEnded:
                counts.Finished++;
                End(nowNs);
                break;
        }
    }

    /// <summary>The recorder has not ended both sides in time.</summary>
    public void GiveUp(long nowNs)
    {
        counts.Unended++;
        End(nowNs);
    }

    private void CheckUp(long nowNs)
    {
        if (!_callerIsUp || !_calleeIsUp)
            return;
        counts.Established++;
        counts.Up++;
        Enter(LoadCallState.Up, nowNs);
    }

    private void End(long nowNs)
    {
        Caller.StopSending();
        Callee.StopSending();
        Enter(LoadCallState.Ended, nowNs);
    }

    private void Enter(LoadCallState state, long nowNs)
    {
        if (IsUp)
            counts.Up--;
        State = state;
        SinceNs = nowNs;
    }
}
