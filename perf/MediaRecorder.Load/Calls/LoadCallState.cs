namespace MediaRecorder.Load.Calls;

/// <summary>Where a call of the run is; the table of transitions stands at LoadCall.</summary>
internal enum LoadCallState
{
    Waiting,
    SettingUp,
    Up,
    Draining,
    HangingUp,
    Ended,
}
