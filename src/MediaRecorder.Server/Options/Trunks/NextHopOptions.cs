namespace MediaRecorder.Server.Options.Trunks;

/// <summary>One item of <c>$.trunks.*.nextHops</c> as written; a text alone is its address.</summary>
public sealed record NextHopOptions
{
    /// <summary><c>address:port</c>, with <c>udp:</c>, <c>tcp:</c> or <c>tls:</c> before it.</summary>
    public string? Address { get; init; }

    /// <summary><c>udp</c>, <c>tcp</c> or <c>tls</c>, when the address does not say it.</summary>
    public string? Transport { get; init; }

    /// <summary>Lower ones are tried first.</summary>
    public int Priority { get; init; } = 1;

    /// <summary>Share of the calls among those of the same priority.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>The name that its certificate must hold.</summary>
    public string? TlsName { get; init; }
}
