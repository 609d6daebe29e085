using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Tests.Transactions;

namespace MediaRecorder.Sip.Tests.Dialogs;

/// <summary>INVITEs and answers that came through two proxies.</summary>
internal static class DialogText
{
    internal const string LooseRoutes =
        "Record-Route: <sip:198.51.100.2;lr>, <sip:198.51.100.1:5070;lr>\nContact: <sip:alice@192.0.2.77:5062>\n";

    internal const string StrictRoutes =
        "Record-Route: <sip:198.51.100.2>\nRecord-Route: <sip:198.51.100.1;lr>\nContact: <sip:alice@192.0.2.77:5062>\n";

    internal static SipMessage Invite(string extra = LooseRoutes) => SipText.Request("INVITE", extra: extra);

    /// <summary>An answer with the Record-Route and Contact the far side would write.</summary>
    internal static SipMessage Answer(int status, string toTag = "bob-tag", string extra = "") =>
        SipText.Parse($"""
            SIP/2.0 {status} Whatever
            Via: SIP/2.0/UDP 192.0.2.1:5060;branch={SipText.Branch}
            From: "Alice" <sip:alice@192.0.2.1>;tag=alice-tag
            To: <sip:bob@192.0.2.2>;tag={toTag}
            Call-ID: call-1
            CSeq: 1 INVITE
            {extra}Content-Length: 0


            """);

    internal static SipMessage Built(SipMessageBuilder builder) =>
        SipText.Parse(builder.SetTopVia($"SIP/2.0/UDP 192.0.2.2:5060;branch={SipText.Branch}").ToBytes());
}
