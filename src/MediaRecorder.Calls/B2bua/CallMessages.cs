using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using MediaRecorder.Calls.Legs;
using MediaRecorder.Calls.Model;
using MediaRecorder.Calls.Requests;
using MediaRecorder.Calls.Signalling;
using MediaRecorder.Calls.Stations;
using MediaRecorder.Calls.Transfers;
using MediaRecorder.Calls.Trunks;
using MediaRecorder.Sip.Dialogs;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Headers;
using MediaRecorder.Sip.Sdp;
using MediaRecorder.Sip.Transactions;
using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Calls.B2bua;

/// <summary>
/// Builds the messages that a call sends. Everything of our own topology is written here and nowhere else.
/// </summary>
internal static class CallMessages
{
    /// <summary>Told to whoever asks us (OPTIONS, 405): what we take, in a dialog or outside.</summary>
    public const string Allow = OwnMethods + ", PRACK, UPDATE, INFO, MESSAGE, REFER, NOTIFY, SUBSCRIBE, PUBLISH";

    private const int UsualLetters = 256;

    // What we do without the far end's help.
    private const string OwnMethods = "INVITE, ACK, BYE, CANCEL, OPTIONS";

    // RFC 3261 §8.1.1.6: the value for a request that starts here.
    private const int InitialMaxForwards = 70;

    // Of the Request-URI's parameters these are for the hop it was written for (RFC 3261 §19.1.1).
    private static readonly string[] HopParameters = ["transport", "maddr", "ttl", "lr", "method", "ob", "gr", ReferredTargets.Parameter];

    // On the wire an address has neither a zone (RFC 4007 §11.2: it means nothing on another host) nor the mapped form.
    public static string HostPort(IPEndPoint endpoint)
    {
        var address = endpoint.Address;
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return endpoint.ToString();
        }

        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : new IPAddress(address.GetAddressBytes());
        return new IPEndPoint(plain, endpoint.Port).ToString();
    }

    /// <summary>Where <paramref name="peer"/> reaches us: by its own transport, where we listen on that.</summary>
    public static string ContactUri(CallsModel model, SipHop peer) =>
        model.Transports.ListenOf(peer.Transport) is { } listen
            ? $"sip:{HostPort(listen)};transport={(peer.Transport == SipTransport.Tcp ? "tcp" : "tls")}"
            : $"sip:{HostPort(model.SipListen)}";

    /// <summary>The INVITE that leaves by <paramref name="to"/> for the one that came.</summary>
    /// <param name="target">The Request-URI; null for the user asked for, at the next hop.</param>
    /// <param name="redirected">The user part that a 3xx named; null: that of the request, rewritten.</param>
    public static SipMessageBuilder Invite(
        CallContext context, SipMessage received, SipLeg from, SipLeg to, string? target, string? redirected)
    {
        var invite = OutsideDialog(
            context,
            received,
            to.SignallingPeer.EndPoint,
            from.Trunk,
            to.Trunk,
            to.LocalTag,
            to.Station,
            target,
            redirected);
        AddOurContact(context, to.SignallingPeer, received, invite);
        OptionTags.Carry(received, invite);
        DialogReferences.Carry(context.Calls, received, invite);
        return invite;
    }

    /// <summary>A request that goes on to <paramref name="peer"/> outside any dialog, with its headers.</summary>
    /// <param name="received">Its Request-URI has been screened.</param>
    /// <param name="from">The trunk it came by.</param>
    /// <param name="to">The trunk it leaves by.</param>
    /// <param name="fromTag">Our tag.</param>
    /// <param name="station">The phone it is for, if it is for one that registered through us.</param>
    /// <param name="target">The Request-URI; null for the user asked for.</param>
    /// <param name="redirected">The user part that a 3xx named; null: that of the request, rewritten.</param>
    public static SipMessageBuilder OutsideDialog(
        CallContext context,
        SipMessage received,
        IPEndPoint peer,
        TrunkModel from,
        TrunkModel to,
        string fromTag,
        StationRoute? station = null,
        string? target = null,
        string? redirected = null)
    {
        _ = SipUri.TryParse(received.RequestUri, out var asked);
        var user = redirected ?? station?.User ?? NumberRewriting.Called(from, to, asked.User ?? string.Empty);
        var callee = target ?? $"sip:{user}@{HostPort(peer)}";
        target ??= station?.Target ?? callee + EndToEndParameters(asked);
        var display = received.From.DisplayName is { Length: > 0 } text ? $"{Quoted(text)} " : string.Empty;
        var request = SipMessageBuilder.Request(received.MethodToken, target)
            .Add("Max-Forwards", MaxForwards(received))
            .Add("From", $"{display}<{CallerUri(context.Model, received, from, to)}>;tag={fromTag}")
            .Add("To", $"<{callee}>")
            .Add("Call-ID", context.NewToken())
            .Add("CSeq", $"1 {received.MethodToken}");
        HeaderRules.Carry(context.Model, received, request, from, to);
        return request;
    }

    /// <summary>The re-INVITE that leaves in <paramref name="to"/>'s dialog for the one that came.</summary>
    public static SipMessageBuilder Reinvite(CallContext context, SipMessage received, SipLeg from, SipLeg to)
    {
        var invite = to.Dialog!.CreateRequest(SipMethod.Invite);
        AddAllow(received, invite);
        HeaderRules.Carry(context.Model, received, invite, from.Trunk, to.Trunk);
        OptionTags.Carry(received, invite);
        if (received.To.Tag is not null)
        {
            DialogReferences.Carry(context.Calls, received, invite);
        }

        return invite;
    }

    /// <summary>
    /// A response to <paramref name="exchange"/>'s request that repeats what the other side answered.
    /// </summary>
    public static SipMessageBuilder Forwarded(CallContext context, InviteExchange exchange, SipMessage response) =>
        Forwarded(
            context, exchange.Received, response, exchange.To.Trunk, exchange.From.Trunk, exchange.From.LocalTag);

    /// <summary>The response to <paramref name="received"/> that repeats what the other side answered.</summary>
    /// <param name="from">The trunk the response came by.</param>
    /// <param name="to">The trunk it leaves by.</param>
    /// <param name="toTag">Ours, where the request has none; null inside a dialog.</param>
    /// <param name="sdp">Ours, for the one that came.</param>
    public static SipMessageBuilder Forwarded(
        CallContext context,
        TransactionEvent.RequestReceived received,
        SipMessage response,
        TrunkModel from,
        TrunkModel to,
        string? toTag,
        SessionDescription? sdp = null)
    {
        var answer = SipMessageBuilder.Response(
            received.Request, response.StatusCode, response.ReasonPhrase, toTag, received.Source.EndPoint);
        if (response.StatusCode >= 300)
        {
            CarryRefusal(response, answer);
        }
        else if (Dialog.IsTargetRefresh(received.Request.Method))
        {
            AddOurContact(context, received.Source, response, answer);
        }

        HeaderRules.Carry(context.Model, response, answer, from, to);
        OptionTags.Carry(response, answer);
        MessageBody.Carry(response, answer, sdp);
        return answer;
    }

    /// <summary>A response of our own to <paramref name="exchange"/>'s request.</summary>
    public static SipMessageBuilder Response(InviteExchange exchange, int status, string? reason = null) =>
        SipMessageBuilder.Response(
            exchange.Request,
            status,
            reason ?? SipReasonPhrases.For(status),
            exchange.From.LocalTag,
            exchange.Source.EndPoint);

    private static void AddOurContact(
        CallContext context, SipHop peer, SipMessage original, SipMessageBuilder message)
    {
        message.Add("Contact", $"<{ContactUri(context.Model, peer)}>");
        AddAllow(original, message);
    }

    // What the two sides can do through us: our own methods, and of those that pass on what the far end says it knows.
    public static void AddAllow(SipMessage original, SipMessageBuilder message)
    {
        // A builder of text without a heap, for as much as there usually is.
        var allow = new DefaultInterpolatedStringHandler(0, 0, CultureInfo.InvariantCulture, stackalloc char[UsualLetters]);
        allow.AppendLiteral(OwnMethods);
        foreach (var value in original.Values(SipHeaderName.Allow))
        {
            var methods = value.AsSpan();
            foreach (var range in methods.Split(','))
            {
                var method = methods[range].Trim();
                if (!method.IsEmpty && SipMethods.FromToken(method) is not (SipMethod.Invite or SipMethod.Ack
                    or SipMethod.Bye or SipMethod.Cancel or SipMethod.Options or SipMethod.Register))
                {
                    allow.AppendLiteral(", ");
                    allow.AppendFormatted(method);
                }
            }
        }

        message.Add(SipHeaderName.Allow, allow.ToStringAndClear());
    }

    // What the caller is to do differently the next time. RFC 3261 §8.1.3.4, §21.4.23: a redirection and an ambiguity
    // are for the caller to resolve, so their targets pass as they are.
    private static void CarryRefusal(SipMessage response, SipMessageBuilder answer)
    {
        if (response.StatusCode is < 400 or 485)
        {
            foreach (var contact in response.Contacts)
            {
                answer.Add("Contact", contact.Text);
            }
        }

        foreach (var name in (ReadOnlySpan<SipHeaderName>)
            [SipHeaderName.Allow, SipHeaderName.Accept, SipHeaderName.AcceptEncoding, SipHeaderName.Unsupported])
        {
            foreach (var value in response.Values(name))
            {
                answer.Add(name, value);
            }
        }
    }

    // What a tel URI may hold as its number (RFC 4475-style noise such as "a@b") is not always a user part.
    private static string CallerUri(CallsModel model, SipMessage received, TrunkModel from, TrunkModel to)
    {
        var host = HostPort(model.SipListen);
        var user = NumberRewriting.Caller(from, to, received.From.Uri.User ?? string.Empty);
        var uri = $"sip:{user}@{host}";
        return user.Length > 0 && SipUri.TryParse(uri, out _) ? uri : $"sip:{host}";
    }

    // REQ A-05: user=phone, cause (RFC 4458), isub and the like are said to whoever answers the call.
    private static string EndToEndParameters(SipUri asked)
    {
        var kept = string.Empty;
        foreach (var parameter in asked.ParameterText.ToString().Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!IsOfHop(parameter.Split('=')[0]))
            {
                kept += ";" + parameter;
            }
        }

        return kept;
    }

    private static bool IsOfHop(string parameter)
    {
        foreach (var name in HopParameters)
        {
            if (parameter.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static string MaxForwards(SipMessage received)
    {
        var left = (received.MaxForwards ?? InitialMaxForwards) - 1;
        return left.ToString(CultureInfo.InvariantCulture);
    }

    // RFC 3261 §25.1 quoted-string: backslash and quote are escaped.
    private static string Quoted(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
