namespace MediaRecorder.Sip.Authentication;

/// <summary>Why a header value is not taken as Digest credentials.</summary>
public enum DigestParseError
{
    None,

    /// <summary>Another scheme, or several values in one header.</summary>
    NotDigest,

    /// <summary>It does not follow the grammar.</summary>
    Malformed,

    /// <summary>User name, realm, nonce, URI or response is missing, or those that go with qop.</summary>
    MissingParameter,

    UnknownAlgorithm,

    UnknownQop,

    /// <summary>Not 1 to 8 hexadecimal digits, or zero.</summary>
    BadNonceCount,
}
