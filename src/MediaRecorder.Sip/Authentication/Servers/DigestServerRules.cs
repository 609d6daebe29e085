using System.Collections.Frozen;
using System.Collections.Immutable;

namespace MediaRecorder.Sip.Authentication.Servers;

/// <summary>What a <see cref="DigestServer"/> is configured with.</summary>
/// <param name="Realm">Named in each challenge; credentials of other realms are none of ours.</param>
/// <param name="Algorithms">Offered, the preferred first; one challenge each.</param>
/// <param name="Users">Secrets by user name, case-sensitive.</param>
/// <param name="IsProxy">407 and Proxy-Authorization instead of 401 and Authorization.</param>
public sealed record DigestServerRules(
    string Realm,
    ImmutableArray<DigestAlgorithm> Algorithms,
    FrozenDictionary<string, DigestSecret> Users,
    bool IsProxy = false)
{
    // Longer than any exchange (64*T1 is 32 s), short enough that a nonce on paper is soon worth nothing.
    private const long DefaultNonceLifetimeNs = 300_000_000_000;

    public DigestQop Qop { get; init; } = DigestQop.Auth;

    public long NonceLifetimeNs { get; init; } = DefaultNonceLifetimeNs;
}
