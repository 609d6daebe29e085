using System.Globalization;
using System.Net;

namespace MediaRecorder.Sip.UserAgents;

/// <summary>The agent's address in its several spellings, and the unique tokens it makes from its seed.</summary>
internal sealed class AgentIdentity(IPEndPoint local, string user, int seed)
{
    private readonly Random _random = new(seed);
    private long _tokens;

    /// <summary>RFC 3261 §11: what an OPTIONS or a 405 tells.</summary>
    public const string AllowedMethods = "INVITE, ACK, CANCEL, BYE, OPTIONS";

    public string Uri { get; } = $"sip:{user}@{local}";

    /// <summary>Via without branch; rport asks for the answer at the port we send from (RFC 3581 §3).</summary>
    public string Via { get; } = $"SIP/2.0/UDP {local};rport";

    public string NewTag() => Token();

    public string NewCallId() => $"{Token()}@{local.Address}";

    public string NewBranch() => $"z9hG4bK{Token()}";

    // 64 random bits against other agents, a count against our own.
    private string Token() =>
        string.Create(CultureInfo.InvariantCulture, $"{_random.NextInt64():x16}{_tokens++:x}");
}
