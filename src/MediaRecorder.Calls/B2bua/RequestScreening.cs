using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Headers;
using MediaRecorder.Sip.Sdp;

namespace MediaRecorder.Calls.B2bua;

/// <summary>The checks of RFC 3261 §8.2 that every request passes before a call sees it.</summary>
internal static class RequestScreening
{
    /// <summary>RFC 3261 §11.2: what an OPTIONS is told.</summary>
    public static readonly Refusal OptionsAnswer = new(200, "Allow", CallMessages.Allow);

    /// <summary>The refusal of a request by its method and headers, or null.</summary>
    public static Refusal? Of(SipMessage request)
    {
        if (request.Method is not (SipMethod.Invite or SipMethod.Bye or SipMethod.Options))
        {
            // ACK and CANCEL never come this far: the transaction layer takes them.
            return new Refusal(405, "Allow", CallMessages.Allow);
        }

        if (request.MaxForwards == 0)
        {
            return new Refusal(483);
        }

        // RFC 3261 §8.2.2.3: we implement no extension yet, so every required one is refused by name.
        return request.TryGetHeader(SipHeaderName.Require, out var required) ? new Refusal(420, "Unsupported", required) : null;
    }

    /// <summary>The refusal of an INVITE by its Request-URI and body, or null with its offer (null: a delayed offer).</summary>
    public static Refusal? OfInvite(SipMessage invite, out string user, out SessionDescription? offer)
    {
        offer = null;
        user = string.Empty;
        if (!SipUri.TryParse(invite.RequestUri, out var target) || !target.Scheme.Equals("sip", StringComparison.OrdinalIgnoreCase))
        {
            return new Refusal(416);
        }

        if (string.IsNullOrEmpty(target.User))
        {
            return new Refusal(404);
        }

        user = target.User;
        if (invite.Body.IsEmpty)
        {
            return null;
        }

        if (invite.ContentType?.StartsWith(CallMessages.SdpContentType, StringComparison.OrdinalIgnoreCase) != true)
        {
            return new Refusal(415, "Accept", CallMessages.SdpContentType);
        }

        if (!SessionDescription.TryParse(invite.Body, out offer, out _) || offer is null)
        {
            return new Refusal(400);
        }

        return SdpAnchor.FirstUsableAudio(offer, out _) == SdpAnchorOutcome.Anchored ? null : new Refusal(488);
    }
}
