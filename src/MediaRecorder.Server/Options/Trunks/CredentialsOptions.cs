namespace MediaRecorder.Server.Options.Trunks;

/// <summary><c>$.trunks.*.credentials</c> as written: who we are to the trunk's servers. No secret stands in here.</summary>
public sealed record CredentialsOptions
{
    /// <summary>User name; empty: a challenge goes to whoever called.</summary>
    public string User { get; init; } = "";

    /// <summary>File whose first line is the password.</summary>
    public string PasswordFile { get; init; } = "";

    /// <summary>Environment variable that is the password, instead of the file.</summary>
    public string PasswordEnvironment { get; init; } = "";

    /// <summary>The only realm that is answered; empty: any.</summary>
    public string Realm { get; init; } = "";
}
