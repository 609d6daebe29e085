using MediaRecorder.Calls.B2bua;
using MediaRecorder.Calls.Model;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Bodies;
using MediaRecorder.Sip.Sdp;

namespace MediaRecorder.Calls.Signalling;

/// <summary>The checks of RFC 3261 §8.2 that every request passes before a call sees it.</summary>
internal static class RequestScreening
{
    /// <summary>RFC 3261 §11.2: what an OPTIONS is told.</summary>
    public static readonly Refusal OptionsAnswer = new(200, "Allow", CallMessages.Allow)
    {
        Further =
        [
            ("Accept", SipBody.Accepted), ("Accept-Encoding", SipBody.AcceptedEncoding), ("Supported", OptionTags.Ours),
        ],
    };

    private static readonly Refusal NotAccepted = new(415, "Accept", SipBody.Accepted);

    /// <summary>The refusal of a request by its headers, or null. ACK and CANCEL never come this far.</summary>
    public static Refusal? Of(SipMessage request)
    {
        // RFC 3261 §16.3 forbids to pass it on; what ends here (§11: OPTIONS) may arrive with 0, as the pings of SBCs
        // do, and what is in a dialog has arrived.
        if (request.MaxForwards == 0 && request.To.Tag is null && request.Method != SipMethod.Options)
        {
            return new Refusal(483);
        }

        return OptionTags.NotHonoured(request) is { } tags ? new Refusal(420, "Unsupported", tags) : null;
    }

    /// <summary>The refusal of a method that does nothing outside a dialog.</summary>
    public static Refusal OfOutsideDialog(SipMethod method) => method switch
    {
        // RFC 3261 §15.1.2, RFC 3262 §3, RFC 3311 §5.2, RFC 6086 §4.2.2: these belong to a dialog.
        SipMethod.Bye or SipMethod.Prack or SipMethod.Update or SipMethod.Info => new Refusal(481),

        // RFC 6665 §4.2.1.1: a subscription outside a call is a dialog of its own; we keep none, for no package.
        SipMethod.Subscribe => new Refusal(489),

        // RFC 3515 §2.4.2: the transfer of a call that does not pass through us is not ours to carry out.
        SipMethod.Refer => new Refusal(403),

        _ => new Refusal(405, "Allow", CallMessages.Allow),
    };

    /// <summary>The refusal of an OPTIONS that asks us, whatever user it names; null when it is to be answered.</summary>
    public static Refusal? OfOptions(SipMessage options) =>
        SipUri.TryParse(options.RequestUri, out var target) && target.IsSip ? null : new Refusal(416);

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

    /// <summary>The refusal of an INVITE or UPDATE by the session interval it asks for (RFC 4028 §9), or null.</summary>
    public static Refusal? OfSession(SipMessage request, CallsModel model) =>
        model.SessionTimer.MinimumFor(request) is { } minimum ? new Refusal(422, "Min-SE", minimum) : null;

    /// <summary>
    /// The refusal of an INVITE or UPDATE by its body, or null with its offer (null: a delayed offer, or none).
    /// </summary>
    public static Refusal? OfBody(SipMessage invite, CallsModel model, out SessionDescription? offer)
    {
        offer = null;
        var body = SipBody.Of(invite);
        if (body.RefusalStatus != 0)
        {
            return OfUnreadable(body);
        }

        if (!body.HasSdp)
        {
            // RFC 3261 §20.11: what stands where an offer should, and is not said to be optional, must be understood. The
            // parts of a multipart are for the far end.
            return body.Kind == SipBodyKind.None || body.IsOptional || body.IsMultipart ? null : NotAccepted;
        }

        if (!SessionDescription.TryParse(body.Sdp, out offer, out _))
        {
            return new Refusal(400);
        }

        return CanRelay(offer, model) ? null : new Refusal(488);
    }

    /// <summary>The refusal of a request by a body that we take no part in, or null.</summary>
    public static Refusal? OfRelayedBody(SipMessage request)
    {
        var body = SipBody.Of(request);
        return body.MayPass ? null : OfUnreadable(body);
    }

    // RFC 3261 §8.2.3: 415 says what would do.
    private static Refusal OfUnreadable(SipBody body) => body switch
    {
        { Kind: SipBodyKind.Encoded } => new Refusal(415, "Accept-Encoding", SipBody.AcceptedEncoding),
        { RefusalStatus: 415 } => NotAccepted,
        _ => new Refusal(body.RefusalStatus),
    };

    /// <summary>
    /// True when there is anything that we can relay at all: its address must be of the family of a media address of ours.
    /// The unspecified address is a hold in either family.
    /// </summary>
    public static bool CanRelay(SessionDescription sdp, CallsModel model) =>
        sdp.Media.Any(media => SdpAnchor.Judge(media) == SdpAnchorOutcome.Usable
            && (model.MediaAddressOf(media.Connection!.AddressFamily) is not null
                || SdpAnchor.IsUnspecified(media.Connection)));
}
