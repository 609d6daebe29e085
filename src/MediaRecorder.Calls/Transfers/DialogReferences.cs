using MediaRecorder.Calls.B2bua;
using MediaRecorder.Calls.Legs;
using MediaRecorder.Sip.Dialogs;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Headers;
using MediaRecorder.Sip.Messages.References;
using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Calls.Transfers;

/// <summary>
/// What a message says about dialogs: Replaces, Join, Target-Dialog, Replaces in the URI of Refer-To, the id of Event.
/// Each party knows the dialog it has with us and no other: what it says of it is said to others with the identifiers of
/// the far leg. Identifiers of no dialog of ours stay: they may belong to one that never went through us, and then only
/// its owner can judge them. Owner: the SipWorker.
/// </summary>
internal static class DialogReferences
{
    /// <summary>
    /// Writes into <paramref name="into"/> what the request <paramref name="from"/> says about dialogs, in the words of
    /// the party that is to get it. All other headers are carried already.
    /// </summary>
    public static void Carry(CallTable calls, SipMessage from, SipMessageBuilder into)
    {
        if (from.Method == SipMethod.Invite && from.To.Tag is null)
        {
            CarryInvite(calls, from, into);
        }

        if (from.TryGetHeader("Target-Dialog", out var target) && TargetDialogHeader.TryParse(target, out var dialog))
        {
            into.Add("Target-Dialog", Translate(calls, dialog!).ToString());
        }
    }

    /// <summary>As above, for what only requests inside a dialog have: Refer-To and Event.</summary>
    public static void CarryInDialog(
        CallContext context, SipMessage from, SipLeg fromLeg, SipLeg towards, SipMessageBuilder into, long nowNs)
    {
        Carry(context.Calls, from, into);
        if (from.TryGetHeader(SipHeaderName.ReferTo, out var written) && ReferTo.TryParse(written, out var referTo))
        {
            into.Add(SipHeaderName.ReferTo, Translate(context, referTo!, fromLeg, nowNs));
            fromLeg.Refers.Note(from.CSeq.Number, towards.Dialog?.LocalCSeq ?? 0);
        }

        if (from.TryGetHeader(SipHeaderName.Event, out var text))
        {
            into.Add(SipHeaderName.Event, Translate(text, from.Method, fromLeg, towards));
        }
    }

    /// <summary>The leg whose dialog has this Call-ID, our tag and its party's; null when it is none of ours.</summary>
    public static (Call Call, SipLeg Leg)? Find(CallTable calls, string callId, string ourTag, string theirTag) =>
        calls.TryFind(callId, ourTag, Read(theirTag), out var call, out var leg, out _)
        || calls.TryFind(callId, ourTag, theirTag, out call, out leg, out _)
            ? (call, leg)
            : null;

    /// <summary>A Replaces by which a party names its own dialog with us, for somebody else to use.</summary>
    public static ReplacesHeader Translate(CallTable calls, ReplacesHeader header) =>
        FarSideOf(calls, header.CallId, header.ToTag, header.FromTag) is { } far
            ? header with { CallId = far.CallId, ToTag = Written(far.RemoteTag), FromTag = far.LocalTag }
            : header;

    public static JoinHeader Translate(CallTable calls, JoinHeader header) =>
        FarSideOf(calls, header.CallId, header.ToTag, header.FromTag) is { } far
            ? header with { CallId = far.CallId, ToTag = Written(far.RemoteTag), FromTag = far.LocalTag }
            : header;

    // RFC 4538 §7. Peers are found that write local and remote each way: what was ours becomes the recipient's, what was
    // the sender's becomes ours.
    private static TargetDialogHeader Translate(CallTable calls, TargetDialogHeader header)
    {
        if (FarSideOf(calls, header.CallId, header.RemoteTag, header.LocalTag) is { } far)
        {
            return new TargetDialogHeader(far.CallId, far.LocalTag, Written(far.RemoteTag));
        }

        return FarSideOf(calls, header.CallId, header.LocalTag, header.RemoteTag) is { } turned
            ? new TargetDialogHeader(turned.CallId, Written(turned.RemoteTag), turned.LocalTag)
            : header;
    }

    // What the far end is asked to call must still come through us, and go where the referrer's own call would.
    private static string Translate(CallContext context, ReferTo referTo, SipLeg fromLeg, long nowNs)
    {
        if (referTo.Replaces is { } replaces)
        {
            return referTo.Rewritten(null, Translate(context.Calls, replaces));
        }

        return IsOurs(context, referTo.Uri) && referTo.Uri.User is { Length: > 0 } user
            ? referTo.Rewritten(context.Referred.Mark(referTo.Target, user, fromLeg.Trunk, nowNs), null)
            : referTo.Rewritten(null, null);
    }

    // RFC 3515 §2.4.6: the id is the CSeq of the REFER, and that differs between the two dialogs.
    private static string Translate(string text, SipMethod method, SipLeg fromLeg, SipLeg towards)
    {
        if (!EventHeader.TryParse(text, out var header) || !header!.IsRefer || header.Id is not { } id)
        {
            return text;
        }

        var other = method == SipMethod.Notify ? towards.Refers.AsReceived(id) : fromLeg.Refers.AsSent(id);
        return other is null ? text : header.WithId(other);
    }

    // An INVITE that came this far was not meant for us (ReplacesScreening), so its Replaces is in the words of whoever
    // is to get it.
    private static void CarryInvite(CallTable calls, SipMessage from, SipMessageBuilder into)
    {
        if (from.TryGetHeader(SipHeaderName.Replaces, out var replaces))
        {
            into.Add(SipHeaderName.Replaces, replaces);
        }

        if (from.TryGetHeader("Join", out var join) && JoinHeader.TryParse(join, out var header))
        {
            into.Add("Join", Translate(calls, header!).ToString());
        }
    }

    private static bool IsOurs(CallContext context, SipUri uri) =>
        uri.TryGetEndpoint(out var endpoint)
        && (endpoint.Equals(context.Model.SipListen)
            || endpoint.Equals(context.Model.Transports.ListenOf(SipTransport.Tcp))
            || endpoint.Equals(context.Model.Transports.ListenOf(SipTransport.Tls)));

    private static DialogId? FarSideOf(CallTable calls, string callId, string ourTag, string theirTag) =>
        Find(calls, callId, ourTag, theirTag) is { } near ? near.Call.Other(near.Leg).Dialog?.Id : null;

    // RFC 3891 §6.1: a tag that an RFC 2543 peer never gave is written as 0.
    private static string Read(string tag) => tag == "0" ? "" : tag;

    private static string Written(string tag) => tag.Length == 0 ? "0" : tag;
}
