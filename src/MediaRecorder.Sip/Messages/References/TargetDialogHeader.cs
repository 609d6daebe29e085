namespace MediaRecorder.Sip.Messages.References;

/// <summary>RFC 4538 §7: the dialog by whose knowledge a request asks to be trusted.</summary>
public sealed record TargetDialogHeader(string CallId, string LocalTag, string RemoteTag)
{
    public static bool TryParse(string? text, out TargetDialogHeader? header)
    {
        header = DialogReference.TryParse(text, "local-tag", "remote-tag", "", out var named, out _)
            ? new TargetDialogHeader(named.CallId, named.FirstTag, named.SecondTag)
            : null;
        return header is not null;
    }

    public override string ToString() =>
        new DialogReference(CallId, LocalTag, RemoteTag).Write("local-tag", "remote-tag");
}
