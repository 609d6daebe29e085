using System.Collections.Immutable;

namespace MediaRecorder.Server.Options.Trunks;

/// <summary><c>srtp</c> of a trunk as written. REQ A-07.</summary>
public sealed record SrtpOptions
{
    /// <summary><c>disabled</c>, <c>optional</c>, <c>opportunistic</c> or <c>required</c>.</summary>
    public string Mode { get; init; } = "disabled";

    /// <summary>Crypto suites that are offered, in this order, and accepted.</summary>
    public ImmutableArray<string> Suites { get; init; } =
    [
        "AEAD_AES_256_GCM", "AEAD_AES_128_GCM", "AES_256_CM_HMAC_SHA1_80", "AES_CM_128_HMAC_SHA1_80",
        "AES_256_CM_HMAC_SHA1_32", "AES_CM_128_HMAC_SHA1_32",
    ];

    /// <summary>Whether keys may also travel in signalling without TLS.</summary>
    public bool OverPlainSip { get; init; }
}
