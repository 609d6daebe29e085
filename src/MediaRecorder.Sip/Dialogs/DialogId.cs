using MediaRecorder.Sip.Messages;

namespace MediaRecorder.Sip.Dialogs;

/// <summary>
/// RFC 3261 §12: what names a dialog on our side. A tag is empty when an RFC 2543 peer sent none (§12.1.1).
/// </summary>
public readonly record struct DialogId(string CallId, string LocalTag, string RemoteTag)
{
    /// <summary>The dialog of a request we received; the local tag is empty before there is one.</summary>
    public static DialogId OfReceivedRequest(SipMessage request) =>
        new(request.CallId, request.To.Tag ?? "", request.From.Tag ?? "");

    /// <summary>The dialog a response we received belongs to or creates.</summary>
    public static DialogId OfReceivedResponse(SipMessage response) =>
        new(response.CallId, response.From.Tag ?? "", response.To.Tag ?? "");
}
