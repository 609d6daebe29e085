namespace MediaRecorder.Sip.Authentication.Servers;

/// <summary>Judgements by outcome. Written by the servers' thread only, read by the metrics at any time.</summary>
public sealed class DigestCounters
{
    private readonly long[] _outcomes = new long[Enum.GetValues<DigestOutcome>().Length];

    public long this[DigestOutcome outcome] => _outcomes[(int)outcome];

    internal void Count(DigestOutcome outcome) => _outcomes[(int)outcome]++;
}
