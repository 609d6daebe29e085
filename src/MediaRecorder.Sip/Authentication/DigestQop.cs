namespace MediaRecorder.Sip.Authentication;

/// <summary>Quality of protection, RFC 7616 §3.3; a challenge may offer both, credentials name one.</summary>
[Flags]
public enum DigestQop
{
    /// <summary>As RFC 2069 had it: neither nonce count nor client nonce.</summary>
    None = 0,

    /// <summary>Method and URI are protected.</summary>
    Auth = 1,

    /// <summary>The body too.</summary>
    AuthInt = 2,
}
