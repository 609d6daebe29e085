using MediaRecorder.Server.Options.Trunks;
using MediaRecorder.Sip.Authentication;

namespace MediaRecorder.Server.Configuration.Trunks;

/// <summary>Who we are to a trunk's servers: options → account. Secrets come from a file or the environment only.</summary>
internal static class CredentialsBuilder
{
    public static DigestAccount? Build(
        string trunkPath, CredentialsOptions options, ConfigurationErrors errors, string workingFolder)
    {
        var path = trunkPath + ".credentials";
        if (options.User.Length == 0)
        {
            if (options != new CredentialsOptions())
            {
                errors.Add(path + ".user", "is missing: the name by which the trunk knows us");
            }

            return null;
        }

        if (options.User.Any(char.IsControl) || options.User.Contains(':', StringComparison.Ordinal))
        {
            // RFC 7616 §3.4.2: the colon ends the user name in what is hashed.
            errors.Add(path + ".user", "must hold no colon and no control characters");
        }

        return ReadPassword(path, options, errors, workingFolder) is { } password
            ? new DigestAccount(
                options.User,
                DigestSecret.FromPassword(password),
                options.Realm.Length == 0 ? null : options.Realm)
            : null;
    }

    private static string? ReadPassword(
        string path, CredentialsOptions options, ConfigurationErrors errors, string workingFolder)
    {
        var (fromFile, fromEnvironment) = (options.PasswordFile.Length > 0, options.PasswordEnvironment.Length > 0);
        if (fromFile == fromEnvironment)
        {
            errors.Add(
                path + ".passwordFile",
                fromFile ? "stands beside passwordEnvironment: write one of them" : "is missing, or passwordEnvironment");
            return null;
        }

        if (fromEnvironment)
        {
            var value = Environment.GetEnvironmentVariable(options.PasswordEnvironment);
            if (string.IsNullOrEmpty(value))
            {
                errors.Add(path + ".passwordEnvironment", "names a variable that is not set, or empty");
            }

            return value;
        }

        if (!SecretFile.TryRead(options.PasswordFile, workingFolder, out var lines, out var reason))
        {
            errors.Add(path + ".passwordFile", reason);
            return null;
        }

        if (lines is [{ Length: > 0 } password, ..])
        {
            return password;
        }

        errors.Add(path + ".passwordFile", "names a file whose first line is empty");
        return null;
    }
}
