using System.Net;
using MediaRecorder.Calls.B2bua;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Headers;
using MediaRecorder.Sip.Sdp;

namespace MediaRecorder.Calls.Signalling;

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

        // RFC 3261 §16.3 forbids to pass it on; what ends here (§11: OPTIONS) may arrive with 0, as the pings of SBCs
        // do.
        if (request.MaxForwards == 0 && request.Method == SipMethod.Invite)
        {
            return new Refusal(483);
        }

        // RFC 3261 §8.2.2.3: we implement no extension yet, so every required one is refused by name.
        return request.TryGetHeader(SipHeaderName.Require, out var required)
            ? new Refusal(420, "Unsupported", required)
            : null;
    }

    /// <summary>The refusal of an INVITE by its Request-URI, or null with the user it asks for.</summary>
    public static Refusal? OfTarget(SipMessage invite, out string user)
    {
        user = string.Empty;
        if (!SipUri.TryParse(invite.RequestUri, out var target)
            || !target.Scheme.Equals("sip", StringComparison.OrdinalIgnoreCase))
        {
            return new Refusal(416);
        }

        if (string.IsNullOrEmpty(target.User))
        {
            return new Refusal(404);
        }

        user = target.User;
        return null;
    }

    /// <summary>
    /// The refusal of an INVITE or re-INVITE by its body, or null with its offer (null: a delayed offer).
    /// </summary>
    /// <param name="mediaAddress">Our own; see <see cref="CanRelay"/>.</param>
    public static Refusal? OfBody(SipMessage invite, IPAddress mediaAddress, out SessionDescription? offer)
    {
        offer = null;
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

        return CanRelay(offer, mediaAddress) ? null : new Refusal(488);
    }

    /// <summary>
    /// True when there is audio that we can relay: its address must be of our media address' family, because an IPv4
    /// socket cannot send to IPv6 nor the other way round. The unspecified address is a hold in either family.
    /// </summary>
    public static bool CanRelay(SessionDescription sdp, IPAddress mediaAddress) =>
        SdpAnchor.FirstUsableAudio(sdp, out var audio) == SdpAnchorOutcome.Anchored
        && (audio!.Connection!.AddressFamily == mediaAddress.AddressFamily || IsUnspecified(audio.Connection));

    /// <summary>0.0.0.0 or ::, which asks that nothing be sent (RFC 3264 §8.4).</summary>
    public static bool IsUnspecified(IPAddress address) =>
        address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
}
