namespace MediaRecorder.Sip.Messages.Bodies;

/// <summary>
/// One part that is not itself multipart. Offsets count from the beginning of the whole body, however deep the part
/// lies.
/// </summary>
/// <param name="HeaderRange">Its header lines, each with its line break.</param>
/// <param name="ContentRange">Without the line break ahead of the next boundary, which belongs to that.</param>
/// <param name="ContentType">RFC 2046 §5.1: text/plain when the part names none; null when it cannot be read.</param>
/// <param name="IsPlain">Neither encoded for transfer nor compressed: the content is what the type says.</param>
/// <param name="HasContent">False when the part ends with its headers: there is no place to write any.</param>
/// <param name="LengthRange">The digits of a Content-Length of the part; empty without one.</param>
/// <param name="FrameRange">With the boundary line ahead of it; empty for a part of a multipart within this one.</param>
public sealed record MultipartPart(
    Range HeaderRange,
    Range ContentRange,
    MediaType? ContentType,
    bool IsPlain,
    bool HasContent,
    Range LengthRange,
    Range FrameRange);
