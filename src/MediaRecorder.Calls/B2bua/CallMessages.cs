using System.Net;
using MediaRecorder.Calls.Model;
using MediaRecorder.Calls.Signalling;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Sdp;

namespace MediaRecorder.Calls.B2bua;

/// <summary>
/// Builds the messages that a call sends. Everything of our own topology is written here and nowhere else.
/// </summary>
internal static class CallMessages
{
    public const string Allow = "INVITE, ACK, BYE, CANCEL, OPTIONS";
    public const string SdpContentType = "application/sdp";

    // RFC 3261 §8.1.1.6: the value for a request that starts here.
    private const int InitialMaxForwards = 70;

    // On the wire an address has neither a zone (RFC 4007 §11.2: it means nothing on another host) nor the mapped form.
    public static string HostPort(IPEndPoint endpoint)
    {
        var address = endpoint.Address;
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : new IPAddress(address.GetAddressBytes());
        return new IPEndPoint(plain, endpoint.Port).ToString();
    }

    public static string ContactUri(CallsModel model) => $"sip:{HostPort(model.SipListen)}";

    /// <summary>The INVITE that leaves by <paramref name="to"/> for the one that came.</summary>
    public static SipMessageBuilder Invite(
        CallContext context, SipMessage received, SipLeg to, string user)
    {
        var model = context.Model;
        var target = $"sip:{user}@{HostPort(to.SignallingPeer.EndPoint)}";
        var display = received.From.DisplayName is { Length: > 0 } text ? $"{Quoted(text)} " : string.Empty;
        var invite = SipMessageBuilder.Request("INVITE", target)
            .Add("Max-Forwards", MaxForwards(received))
            .Add("From", $"{display}<{CallerUri(model, received)}>;tag={to.LocalTag}")
            .Add("To", $"<{target}>")
            .Add("Call-ID", context.NewToken())
            .Add("CSeq", "1 INVITE");
        AddOurContact(context, invite);
        HeaderRules.Carry(received, invite);
        context.Authentication.Carry(received, invite, to.Trunk);
        return invite;
    }

    /// <summary>The re-INVITE that leaves in <paramref name="to"/>'s dialog for the one that came.</summary>
    public static SipMessageBuilder Reinvite(CallContext context, SipMessage received, SipLeg to)
    {
        var invite = to.Dialog!.CreateRequest(SipMethod.Invite);
        invite.Add("Allow", Allow);
        HeaderRules.Carry(received, invite);
        context.Authentication.Carry(received, invite, to.Trunk);
        return invite;
    }

    /// <summary>
    /// A response to <paramref name="exchange"/>'s request that repeats what the other side answered.
    /// </summary>
    public static SipMessageBuilder Forwarded(CallContext context, InviteExchange exchange, SipMessage response)
    {
        var answer = Response(exchange, response.StatusCode, response.ReasonPhrase);
        if (response.StatusCode < 300)
        {
            AddOurContact(context, answer);
        }
        else if (response.StatusCode < 400)
        {
            // A redirection is for the caller to follow: its targets pass as they are.
            foreach (var contact in response.Contacts)
            {
                answer.Add("Contact", contact.Text);
            }
        }

        HeaderRules.Carry(response, answer);
        return answer;
    }

    /// <summary>A response of our own to <paramref name="exchange"/>'s request.</summary>
    public static SipMessageBuilder Response(InviteExchange exchange, int status, string? reason = null) =>
        SipMessageBuilder.Response(
            exchange.Request, status, reason ?? SipReasonPhrases.For(status), exchange.From.LocalTag, exchange.Source.EndPoint);

    public static void SetSdp(SipMessageBuilder message, SessionDescription sdp) =>
        message.SetBody(SdpContentType, sdp.ToBytes());

    private static void AddOurContact(CallContext context, SipMessageBuilder message) =>
        message.Add("Contact", $"<{ContactUri(context.Model)}>").Add("Allow", Allow);

    // What a tel URI may hold as its number (RFC 4475-style noise such as "a@b") is not always a user part.
    private static string CallerUri(CallsModel model, SipMessage received)
    {
        var host = HostPort(model.SipListen);
        var uri = $"sip:{received.From.Uri.User}@{host}";
        return received.From.Uri.User is { Length: > 0 } && SipUri.TryParse(uri, out _) ? uri : $"sip:{host}";
    }

    private static string MaxForwards(SipMessage received)
    {
        var left = (received.MaxForwards ?? InitialMaxForwards) - 1;
        return left.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    // RFC 3261 §25.1 quoted-string: backslash and quote are escaped.
    private static string Quoted(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
