namespace MediaRecorder.Sip.Sdp;

/// <summary>Why a body is not a session description we act on; the offer is then answered 400 or 488.</summary>
public enum SdpParseError
{
    None,
    Empty,

    /// <summary>More than <see cref="SessionDescription.MaxBytes"/>.</summary>
    TooLong,
    TooManyLines,
    TooManyMedia,

    /// <summary>A line that is not <c>letter=value</c>, or holds a NUL.</summary>
    BadLine,

    /// <summary>The first line is not <c>v=0</c>.</summary>
    BadVersion,

    /// <summary>No <c>o=</c> ahead of the first <c>m=</c>, or not six fields in it.</summary>
    BadOrigin,
    BadMedia,
}
