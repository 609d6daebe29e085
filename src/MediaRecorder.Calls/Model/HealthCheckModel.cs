namespace MediaRecorder.Calls.Model;

/// <summary>When a next hop counts as down, and when as up again. REQ A-03.</summary>
/// <param name="Interval">Between two OPTIONS; zero: none are sent, only calls tell.</param>
/// <param name="Timeout">An OPTIONS without an answer for this time has failed.</param>
/// <param name="DownAfter">Failures in a row, of OPTIONS and of calls, that put a hop down.</param>
/// <param name="UpAfter">Successes in a row that put it up again.</param>
/// <param name="Rest">Without OPTIONS, a hop that is down is tried again after this time.</param>
public sealed record HealthCheckModel(TimeSpan Interval, TimeSpan Timeout, int DownAfter, int UpAfter, TimeSpan Rest)
{
    public static readonly HealthCheckModel Default = new(
        TimeSpan.Zero, TimeSpan.FromSeconds(2), DownAfter: 2, UpAfter: 2, TimeSpan.FromSeconds(30));
}
