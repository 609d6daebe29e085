namespace MediaRecorder.Sip.Authentication;

/// <summary>The response value of RFC 7616 §3.4.1 to §3.4.3.</summary>
public static class DigestResponse
{
    /// <summary>
    /// The response that fits all else in <paramref name="credentials"/>; null when the secret has no hash for their
    /// algorithm.
    /// </summary>
    /// <param name="user">Unhashed, also where the credentials name it hashed.</param>
    /// <param name="body">Of the request; only auth-int reads it.</param>
    public static string? Compute(
        DigestHashes hashes,
        DigestSecret secret,
        string user,
        DigestCredentials credentials,
        string methodToken,
        ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(hashes);
        ArgumentNullException.ThrowIfNull(secret);
        ArgumentNullException.ThrowIfNull(credentials);
        var algorithm = credentials.Algorithm;
        if (secret.Hash(hashes, algorithm, user, credentials.Realm) is not { } first)
        {
            return null;
        }

        // RFC 7616 §3.4.2: A1 of a session holds the hash, the nonce and the client's nonce.
        if (DigestAlgorithms.IsSession(algorithm))
        {
            first = hashes.Hex(algorithm, $"{first}:{credentials.Nonce}:{credentials.ClientNonce}");
        }

        // §3.4.3: A2, with the body's hash for auth-int.
        var request = $"{methodToken}:{credentials.Uri}";
        if (credentials.Qop == DigestQop.AuthInt)
        {
            request = $"{request}:{hashes.Hex(algorithm, body)}";
        }

        var second = hashes.Hex(algorithm, request);
        return hashes.Hex(
            algorithm,
            credentials.Qop == DigestQop.None
                ? $"{first}:{credentials.Nonce}:{second}"
                : $"{first}:{credentials.Nonce}:{credentials.NonceCountText}:{credentials.ClientNonce}:"
                    + $"{DigestQops.Text(credentials.Qop)}:{second}");
    }

    /// <summary>The user name that goes out with userhash (RFC 7616 §3.4.4).</summary>
    internal static string HashedUser(DigestHashes hashes, DigestAlgorithm algorithm, string user, string realm) =>
        hashes.Hex(algorithm, $"{user}:{realm}");
}
