namespace MediaRecorder.Sip.Messages.Bodies;

/// <summary>Why a multipart body cannot be taken apart.</summary>
public enum MultipartParseError
{
    None,

    /// <summary>Not multipart, no boundary parameter, or one that RFC 2046 §5.1.1 does not allow.</summary>
    BadBoundary,

    /// <summary>The boundary never stands at the beginning of a line.</summary>
    NoParts,

    /// <summary>
    /// A boundary after a lone CR or LF: another reader would see a part that we do not, with addresses we did not
    /// write.
    /// </summary>
    AmbiguousBoundary,

    /// <summary>A header section that never ends, a line in it that is no header, or the same header twice.</summary>
    BadPartHeaders,
    PartHeadersTooLong,
    TooManyParts,
    TooDeep,
}
