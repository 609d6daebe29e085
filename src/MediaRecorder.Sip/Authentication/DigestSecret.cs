namespace MediaRecorder.Sip.Authentication;

/// <summary>
/// What proves a user: a password, or the hashes of user, realm and password made from it. Never written out.
/// </summary>
public sealed class DigestSecret
{
    private readonly string? _password;
    private readonly IReadOnlyDictionary<DigestAlgorithm, string>? _hashes;

    private DigestSecret(string? password, IReadOnlyDictionary<DigestAlgorithm, string>? hashes) =>
        (_password, _hashes) = (password, hashes);

    public static DigestSecret FromPassword(string password) => new(password, null);

    /// <param name="hashes">Of <c>user:realm:password</c> by plain algorithm, hexadecimal in lower case.</param>
    public static DigestSecret FromHashes(IReadOnlyDictionary<DigestAlgorithm, string> hashes) => new(null, hashes);

    /// <summary>Whether credentials of that algorithm can be judged.</summary>
    public bool Serves(DigestAlgorithm algorithm) =>
        _password is not null || _hashes!.ContainsKey(DigestAlgorithms.Plain(algorithm));

    public override string ToString() => "(secret)";

    internal string? Hash(DigestHashes hashes, DigestAlgorithm algorithm, string user, string realm) =>
        _password is not null
            ? hashes.Hex(algorithm, $"{user}:{realm}:{_password}")
            : _hashes!.GetValueOrDefault(DigestAlgorithms.Plain(algorithm));
}
