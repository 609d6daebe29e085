namespace MediaRecorder.Sip.Messages.References;

/// <summary>
/// RFC 3891 §6.1: the dialog whose place an INVITE takes. The tags are those of the recipient's eyes: to-tag is its own.
/// </summary>
/// <param name="EarlyOnly">Only while that dialog is early (§3).</param>
public sealed record ReplacesHeader(string CallId, string ToTag, string FromTag, bool EarlyOnly)
{
    public static bool TryParse(string? text, out ReplacesHeader? header)
    {
        header = DialogReference.TryParse(text, "to-tag", "from-tag", "early-only", out var named, out var earlyOnly)
            ? new ReplacesHeader(named.CallId, named.FirstTag, named.SecondTag, earlyOnly)
            : null;
        return header is not null;
    }

    public override string ToString() =>
        new DialogReference(CallId, ToTag, FromTag).Write("to-tag", "from-tag") + (EarlyOnly ? ";early-only" : "");
}
