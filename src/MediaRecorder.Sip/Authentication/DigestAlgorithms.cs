namespace MediaRecorder.Sip.Authentication;

/// <summary>Spelling and properties of <see cref="DigestAlgorithm"/>.</summary>
public static class DigestAlgorithms
{
    /// <summary>Reads the name of RFC 7616 §3.3, without case; false for one that we do not know.</summary>
    public static bool TryParse(ReadOnlySpan<char> token, out DigestAlgorithm algorithm)
    {
        foreach (var known in Enum.GetValues<DigestAlgorithm>())
        {
            if (token.Equals(Token(known), StringComparison.OrdinalIgnoreCase))
            {
                algorithm = known;
                return true;
            }
        }

        algorithm = default;
        return false;
    }

    public static string Token(DigestAlgorithm algorithm) => algorithm switch
    {
        DigestAlgorithm.Md5 => "MD5",
        DigestAlgorithm.Md5Session => "MD5-sess",
        DigestAlgorithm.Sha256 => "SHA-256",
        DigestAlgorithm.Sha256Session => "SHA-256-sess",
        DigestAlgorithm.Sha512Of256 => "SHA-512-256",
        _ => "SHA-512-256-sess",
    };

    public static bool IsSession(DigestAlgorithm algorithm) =>
        algorithm is DigestAlgorithm.Md5Session or DigestAlgorithm.Sha256Session or DigestAlgorithm.Sha512Of256Session;

    /// <summary>The algorithm whose hash of user, realm and password serves this one too.</summary>
    public static DigestAlgorithm Plain(DigestAlgorithm algorithm) => algorithm switch
    {
        DigestAlgorithm.Md5Session => DigestAlgorithm.Md5,
        DigestAlgorithm.Sha256Session => DigestAlgorithm.Sha256,
        DigestAlgorithm.Sha512Of256Session => DigestAlgorithm.Sha512Of256,
        _ => algorithm,
    };

    /// <summary>Hexadecimal digits of a hash.</summary>
    public static int HexLength(DigestAlgorithm algorithm) => Plain(algorithm) == DigestAlgorithm.Md5 ? 32 : 64;
}
