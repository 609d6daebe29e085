using System.Collections.Frozen;
using System.Collections.Immutable;
using MediaRecorder.Server.Configuration.Trees;
using MediaRecorder.Server.Options.Trunks;
using MediaRecorder.Sip.Authentication;
using MediaRecorder.Sip.Authentication.Servers;

namespace MediaRecorder.Server.Configuration.Trunks;

/// <summary>How a trunk's requests prove themselves: options → rules, with the users of the file.</summary>
internal static class AuthenticateBuilder
{
    private static readonly ImmutableArray<(string, DigestAlgorithm)> Algorithms =
    [
        ("SHA-512-256", DigestAlgorithm.Sha512Of256), ("SHA-256", DigestAlgorithm.Sha256), ("MD5", DigestAlgorithm.Md5),
    ];

    /// <param name="hashes">Of this machine: an algorithm that it lacks is refused.</param>
    public static DigestServerRules? Build(
        string trunkPath,
        AuthenticateOptions options,
        ConfigurationErrors errors,
        string workingFolder,
        DigestHashes hashes)
    {
        var path = trunkPath + ".authenticate";
        if (options.Realm.Length == 0)
        {
            if (options.UsersFile.Length > 0 || options.PasswordsFile.Length > 0)
            {
                errors.Add(path + ".realm", "is missing: the name under which callers keep their passwords");
            }

            return null;
        }

        if (options.Realm.Any(char.IsControl))
        {
            errors.Add(path + ".realm", "must hold no control characters");
        }

        var algorithms = ReadAlgorithms(path + ".algorithms", options, errors, hashes);
        return new DigestServerRules(
            options.Realm, algorithms, ReadUsers(path, options, algorithms, errors, workingFolder), options.AsProxy);
    }

    private static ImmutableArray<DigestAlgorithm> ReadAlgorithms(
        string path, AuthenticateOptions options, ConfigurationErrors errors, DigestHashes hashes)
    {
        var algorithms = ImmutableArray.CreateBuilder<DigestAlgorithm>();
        for (var i = 0; i < options.Algorithms.Length; i++)
        {
            var itemPath = KeyPath.Item(path, i);
            var algorithm = ModelBuilder.ReadWord(itemPath, options.Algorithms[i], errors, Algorithms);
            if (!hashes.Supports(algorithm))
            {
                errors.Add(itemPath, "needs libcrypto.so.3, which is not installed (Debian: libssl3)");
            }
            else if (algorithms.Contains(algorithm))
            {
                errors.Add(itemPath, "repeats an algorithm");
            }

            algorithms.Add(algorithm);
        }

        if (algorithms.Count == 0)
        {
            errors.Add(path, "must name at least one algorithm");
        }

        return algorithms.ToImmutable();
    }

    private static FrozenDictionary<string, DigestSecret> ReadUsers(
        string path,
        AuthenticateOptions options,
        ImmutableArray<DigestAlgorithm> algorithms,
        ConfigurationErrors errors,
        string workingFolder)
    {
        var areHashed = options.UsersFile.Length > 0;
        var filePath = path + (areHashed ? ".usersFile" : ".passwordsFile");
        if (areHashed == (options.PasswordsFile.Length > 0))
        {
            errors.Add(
                path + ".usersFile", areHashed ? "stands beside passwordsFile: write one of them" : "is missing, or passwordsFile");
            return FrozenDictionary<string, DigestSecret>.Empty;
        }

        var file = areHashed ? options.UsersFile : options.PasswordsFile;
        if (!SecretFile.TryRead(file, workingFolder, out var lines, out var reason))
        {
            errors.Add(filePath, reason);
            return FrozenDictionary<string, DigestSecret>.Empty;
        }

        var users = new UserLines(filePath, errors);
        if (areHashed)
        {
            return users.ReadHashes(lines, options.Realm, algorithms);
        }

        return users.ReadPasswords(lines);
    }
}
