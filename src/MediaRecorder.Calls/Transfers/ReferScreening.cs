using MediaRecorder.Calls.Signalling;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Headers;
using MediaRecorder.Sip.Messages.References;

namespace MediaRecorder.Calls.Transfers;

/// <summary>The checks of RFC 3515 §2.4.2 on a REFER, whoever carries it out.</summary>
internal static class ReferScreening
{
    /// <summary>The refusal, or null with the only Refer-To.</summary>
    public static Refusal? Of(SipMessage refer, out ReferTo? referTo)
    {
        referTo = null;
        var values = refer.Values(SipHeaderName.ReferTo);
        if (values.Length != 1 || !ReferTo.TryParse(values[0], out referTo))
        {
            return new Refusal(400);
        }

        return referTo!.Uri.IsSip || referTo.Uri.Scheme == "tel" ? null : new Refusal(416);
    }

    /// <summary>The refusal of what we cannot carry out ourselves, though another could.</summary>
    public static Refusal? OfExecuted(SipMessage refer, ReferTo referTo)
    {
        // RFC 7614 §4: a subscription that the referrer makes by itself would need a SUBSCRIBE to us.
        if (refer.HasToken(SipHeaderName.Require, "explicitsub"))
        {
            return new Refusal(420, "Unsupported", "explicitsub");
        }

        return referTo.MethodToken == "INVITE" ? null : new Refusal(403);
    }
}
