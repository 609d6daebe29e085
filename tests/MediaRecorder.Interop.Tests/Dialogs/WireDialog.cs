using System.Globalization;
using MediaRecorder.Interop.Tests.Wire;

namespace MediaRecorder.Interop.Tests.Dialogs;

/// <summary>One side's view of a dialog: what its requests say.</summary>
public sealed class WireDialog
{
    private int _cseq;

    private WireDialog(string callId, string local, string remote, string target, int cseq)
    {
        (CallId, Local, Remote, Target, _cseq) = (callId, local, remote, target, cseq);
    }

    public string CallId { get; }

    /// <summary>From of own requests, with its tag.</summary>
    public string Local { get; }

    /// <summary>To of own requests, with its tag.</summary>
    public string Remote { get; }

    /// <summary>The other side's Contact.</summary>
    public string Target { get; }

    public string LocalTag => Tag(Local);

    public string RemoteTag => Tag(Remote);

    /// <summary>The value of a Replaces that names this dialog for the other side (RFC 3891 §3: to-tag is the reader's).</summary>
    public string Replaces => $"{CallId};to-tag={RemoteTag};from-tag={LocalTag}";

    /// <summary>The caller's, from its INVITE and the 200.</summary>
    public static WireDialog OfCaller(WireMessage invite, WireMessage answer) =>
        new(invite.Header("Call-ID")!, invite.Header("From")!, answer.Header("To")!, Contact(answer), 1);

    /// <summary>The callee's, from the INVITE and the tag of its answer.</summary>
    public static WireDialog OfCallee(WireMessage invite, string tag) =>
        new(invite.Header("Call-ID")!, $"{invite.Header("To")};tag={tag}", invite.Header("From")!, Contact(invite), 0);

    internal int NextCseq() => ++_cseq;

    private static string Contact(WireMessage message) => message.Header("Contact")!.Split('<', '>')[1];

    private static string Tag(string name) =>
        name[(name.IndexOf(";tag=", StringComparison.Ordinal) + 5)..].Split(';')[0];

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{CallId} {Local} {Remote}");
}
