using System.Collections.Immutable;

namespace MediaRecorder.Server.Options.Trunks;

/// <summary><c>$.trunks.*.authenticate</c> as written: how what comes by the trunk must prove itself.</summary>
public sealed record AuthenticateOptions
{
    /// <summary>Named in the challenges; empty: nobody is challenged.</summary>
    public string Realm { get; init; } = "";

    /// <summary>Offered algorithms, the preferred first.</summary>
    public ImmutableArray<string> Algorithms { get; init; } = ["SHA-256", "MD5"];

    /// <summary>File of <c>user:realm:hash</c> lines.</summary>
    public string UsersFile { get; init; } = "";

    /// <summary>File of <c>user:password</c> lines, instead of the hashes.</summary>
    public string PasswordsFile { get; init; } = "";

    /// <summary>Challenge as a proxy does: 407 instead of 401.</summary>
    public bool AsProxy { get; init; }
}
