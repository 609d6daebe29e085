namespace MediaRecorder.TestKit.Simulation;

/// <summary>One party of a simulated call and the path from it.</summary>
public sealed record PartyOptions
{
    public required NetworkConditions Path { get; init; }

    /// <summary>How fast the clock of the party is.</summary>
    public double SkewPpm { get; init; }

    public int PacketMs { get; init; } = 20;

    public ReportKind Reports { get; init; }

    /// <summary>Share of the time in which it is silent, in turns of some seconds.</summary>
    public double Pauses { get; init; }

    /// <summary>Sends nothing in its pauses, instead of something quiet.</summary>
    public bool SuppressesSilence { get; init; }

    /// <summary>When it begins to send; long.MaxValue: never.</summary>
    public long FromNs { get; init; }

    /// <summary>Sends nothing in this part of the call, as if suspended.</summary>
    public (long FromNs, long ToNs) Suspended { get; init; }

    /// <summary>RTP time stands still while suspended.</summary>
    public bool StandsStill { get; init; }

    /// <summary>When it takes another SSRC, sequence and timestamp.</summary>
    public IReadOnlyList<long> RestartsNs { get; init; } = [];
}
