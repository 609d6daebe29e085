namespace MediaRecorder.Sip.Messages.Bodies;

/// <summary>What a message carries, seen by one who anchors its media.</summary>
public enum SipBodyKind
{
    /// <summary>No body at all.</summary>
    None,

    /// <summary>One session description, alone or as a part of a multipart.</summary>
    Sdp,

    /// <summary>Something that holds no session description; it can be passed on as it is.</summary>
    Other,

    /// <summary>
    /// Compressed or encoded for transfer, so that nobody knows what is in it: 415 with Accept-Encoding.
    /// </summary>
    Encoded,

    /// <summary>A body without a type, or a type that is none: 415 with Accept.</summary>
    Untyped,

    /// <summary>A multipart that cannot be taken apart without doubt: 400.</summary>
    Malformed,

    /// <summary>
    /// More than one session description: 400. The far end could answer another than the one we anchor, and its media
    /// would go past the recorder.
    /// </summary>
    Ambiguous,
}
