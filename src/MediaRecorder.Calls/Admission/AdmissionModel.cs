namespace MediaRecorder.Calls.Admission;

/// <summary>How fast calls are taken, and how the recorder stops. REQ A-09.</summary>
/// <param name="MaxCallsPerSecond">New calls a second, over all sources; 0 for any number.</param>
/// <param name="MaxCallsPerSecondPerSource">New calls a second from one address; 0 for any number.</param>
/// <param name="DrainTime">How long running calls may go on once the process shall end; zero hangs them up.</param>
public sealed record AdmissionModel(int MaxCallsPerSecond, int MaxCallsPerSecondPerSource, TimeSpan DrainTime)
{
    /// <summary>No limit but that of the calls at one time.</summary>
    public static readonly AdmissionModel Unlimited = new(0, 0, TimeSpan.Zero);
}
