namespace MediaRecorder.Sip.Messages.References;

/// <summary>RFC 3911 §7.1: the dialog that an INVITE wants to join. The tags are as in <see cref="ReplacesHeader"/>.</summary>
public sealed record JoinHeader(string CallId, string ToTag, string FromTag)
{
    public static bool TryParse(string? text, out JoinHeader? header)
    {
        header = DialogReference.TryParse(text, "to-tag", "from-tag", "", out var named, out _)
            ? new JoinHeader(named.CallId, named.FirstTag, named.SecondTag)
            : null;
        return header is not null;
    }

    public override string ToString() => new DialogReference(CallId, ToTag, FromTag).Write("to-tag", "from-tag");
}
