using System.Collections.Immutable;
using MediaRecorder.Media.Security;

namespace MediaRecorder.Calls.Lines;

/// <summary>How a trunk's media are secured. REQ A-07.</summary>
/// <param name="Suites">Crypto suites that are offered, in this order, and accepted.</param>
/// <param name="OverPlainSip">Keys may also be sent where whoever sees the signalling reads them.</param>
public sealed record SrtpModel(SrtpMode Mode, ImmutableArray<string> Suites, bool OverPlainSip)
{
    public static SrtpModel Disabled { get; } = new(SrtpMode.Disabled, [.. MediaSecurity.Suites], OverPlainSip: false);

    /// <summary>What holds for a party that we speak to in this way.</summary>
    public SrtpModel For(bool isTls) =>
        Mode == SrtpMode.Disabled || OverPlainSip || isTls ? this
        : Mode == SrtpMode.Required ? this with { Suites = [] }
        : Disabled;
}
