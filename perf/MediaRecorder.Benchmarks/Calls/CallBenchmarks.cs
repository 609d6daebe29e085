using BenchmarkDotNet.Attributes;

namespace MediaRecorder.Benchmarks.Calls;

/// <summary>
/// All that the B2BUA does for a call: INVITE, 180, 200, ACK, BYE, 200, and what its timers do afterwards. The messages
/// of both peers are those of one call that was really made, so nothing is counted but the B2BUA.
/// </summary>
public class CallBenchmarks
{
    private readonly ReplayedCall _plain = new(isRecorded: false);
    private readonly ReplayedCall _recorded = new(isRecorded: true);

    [Benchmark]
    public int InviteToBye() => _plain.Replay();

    [Benchmark]
    public int InviteToByeRecorded() => _recorded.Replay();
}
