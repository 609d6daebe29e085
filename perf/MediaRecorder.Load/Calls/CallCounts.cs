namespace MediaRecorder.Load.Calls;

/// <summary>What became of the calls. Written by the LoadWorker; read by others when it has stopped.</summary>
internal sealed class CallCounts
{
    private readonly SortedDictionary<int, int> _failuresByStatus = [];

    public int Started;
    public int Established;
    public int Failed;

    /// <summary>Ended by the recorder while they should have been up.</summary>
    public int Dropped;
    public int Finished;

    /// <summary>Hung up, but the recorder did not end both sides.</summary>
    public int Unended;

    /// <summary>Up now.</summary>
    public int Up;

    /// <summary>From the INVITE to its 200, which includes the time the callee takes to answer.</summary>
    public List<long> SetupNs { get; } = [];

    /// <summary>0 stands for no response in time.</summary>
    public IReadOnlyDictionary<int, int> FailuresByStatus => _failuresByStatus;

    public void AddFailure(int status)
    {
        Failed++;
        _failuresByStatus[status] = _failuresByStatus.GetValueOrDefault(status) + 1;
    }

    /// <summary>Neither up nor on the way.</summary>
    public int Settled => Established + Failed;
}
