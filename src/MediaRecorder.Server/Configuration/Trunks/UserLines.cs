using System.Collections.Frozen;
using System.Collections.Immutable;
using MediaRecorder.Sip.Authentication;

namespace MediaRecorder.Server.Configuration.Trunks;

/// <summary>
/// The lines of a users or passwords file. Empty lines and those that begin with # are skipped. Errors name the line,
/// never what it holds.
/// </summary>
internal sealed class UserLines(string path, ConfigurationErrors errors)
{
    private const string Sha512Of256Mark = "SHA-512-256=";

    /// <summary><c>user:password</c>; the password may hold colons.</summary>
    public FrozenDictionary<string, DigestSecret> ReadPasswords(string[] lines)
    {
        var users = new Dictionary<string, DigestSecret>(StringComparer.Ordinal);
        foreach (var (index, line) in lines.Index())
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (IsSkipped(line))
            {
                continue;
            }

            if (colon <= 0 || colon == line.Length - 1)
            {
                Refuse(index, "is not user:password");
            }
            else if (!users.TryAdd(line[..colon], DigestSecret.FromPassword(line[(colon + 1)..])))
            {
                Refuse(index, "repeats a user");
            }
        }

        return Checked(users);
    }

    /// <summary>
    /// <c>user:realm:hash</c>, of this realm; a user may have a line for each algorithm. 32 digits are MD5, 64 SHA-256, or
    /// SHA-512-256 when its name and = stand before them.
    /// </summary>
    public FrozenDictionary<string, DigestSecret> ReadHashes(
        string[] lines, string realm, ImmutableArray<DigestAlgorithm> algorithms)
    {
        var hashes = new Dictionary<string, Dictionary<DigestAlgorithm, string>>(StringComparer.Ordinal);
        foreach (var (index, line) in lines.Index())
        {
            if (IsSkipped(line))
            {
                continue;
            }

            var (first, last) = (line.IndexOf(':', StringComparison.Ordinal), line.LastIndexOf(':'));
            if (first <= 0 || first == last || !TryReadHash(line[(last + 1)..], out var algorithm, out var hash))
            {
                Refuse(index, "is not user:realm:hash");
                continue;
            }

            if (line[(first + 1)..last] != realm)
            {
                continue;
            }

            var user = line[..first];
            if (!hashes.TryGetValue(user, out var own))
            {
                hashes.Add(user, own = []);
            }

            if (!own.TryAdd(algorithm, hash))
            {
                Refuse(index, "repeats a user");
            }
        }

        foreach (var algorithm in algorithms)
        {
            var lacking = hashes.Values.Count(own => !own.ContainsKey(algorithm));
            if (lacking > 0)
            {
                errors.Add(path, $"has {lacking} users without a {DigestAlgorithms.Token(algorithm)} hash");
            }
        }

        return Checked(hashes.ToDictionary(user => user.Key, user => DigestSecret.FromHashes(user.Value)));
    }

    private static bool IsSkipped(string line) => string.IsNullOrWhiteSpace(line) || line.StartsWith('#');

    private static bool TryReadHash(string text, out DigestAlgorithm algorithm, out string hash)
    {
        var isMarked = text.StartsWith(Sha512Of256Mark, StringComparison.OrdinalIgnoreCase);
        hash = (isMarked ? text[Sha512Of256Mark.Length..] : text).ToLowerInvariant();
        algorithm = isMarked ? DigestAlgorithm.Sha512Of256
            : hash.Length == DigestAlgorithms.HexLength(DigestAlgorithm.Md5) ? DigestAlgorithm.Md5
            : DigestAlgorithm.Sha256;
        return hash.Length == DigestAlgorithms.HexLength(algorithm) && hash.All(char.IsAsciiHexDigit);
    }

    private FrozenDictionary<string, DigestSecret> Checked(Dictionary<string, DigestSecret> users)
    {
        if (users.Count == 0)
        {
            errors.Add(path, "names a file without a user of this realm");
        }

        return users.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private void Refuse(int index, string what) => errors.Add(path, $"names a file whose line {index + 1} {what}");
}
