namespace MediaRecorder.Sip.Authentication;

/// <summary>
/// The hash algorithms of RFC 7616 and RFC 8760, the weakest first. The session variants hash the nonces into the
/// secret.
/// </summary>
public enum DigestAlgorithm
{
    Md5,
    Md5Session,
    Sha256,
    Sha256Session,
    Sha512Of256,
    Sha512Of256Session,
}
