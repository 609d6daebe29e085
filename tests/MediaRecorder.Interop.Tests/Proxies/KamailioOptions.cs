using System.Net;

namespace MediaRecorder.Interop.Tests.Proxies;

/// <summary>What a kamailio is to be: a proxy that stays in the path, and a registrar.</summary>
/// <param name="At">Its UDP and TCP address.</param>
public sealed record KamailioOptions(IPEndPoint At)
{
    /// <summary>Where it sends what it has no registration for; null: where the Request-URI says.</summary>
    public IPEndPoint? NextHop { get; init; }

    /// <summary>Sends to the next hop by TCP.</summary>
    public bool NextHopByTcp { get; init; }

    /// <summary>Asks REGISTER and INVITE for this password, whoever the user; null: asks nobody.</summary>
    public string? Password { get; init; }

    /// <summary>MD5 or SHA-256.</summary>
    public string DigestAlgorithm { get; init; } = "MD5";

    public string Realm { get; init; } = "kamailio.test";

    /// <summary>Requests from the next hop go where their Request-URI or registration says, others to it.</summary>
    public IPAddress? Behind { get; init; }

    /// <summary>Answers every REGISTER with 403.</summary>
    public bool RefusesRegistrations { get; init; }
}
