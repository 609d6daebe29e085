using System.Globalization;
using System.Net;
using MediaRecorder.Calls.B2bua;
using MediaRecorder.Calls.Model;
using MediaRecorder.Calls.Requests;
using MediaRecorder.Calls.Signalling;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Calls.Stations;

/// <summary>
/// The REGISTER that goes to the registrar. From, To, Call-ID and CSeq stay the phone's: the registrar orders its
/// requests by them (RFC 3261 §10.3 step 7), and its challenge is the phone's to answer.
/// </summary>
internal static class RegisterMessages
{
    private const int InitialMaxForwards = 70;

    /// <param name="bindings">One for each contact asked for, in their order.</param>
    /// <param name="from">The trunk of the phone.</param>
    /// <param name="to">The trunk of the registrar.</param>
    public static SipMessageBuilder Register(
        CallContext context,
        SipMessage received,
        AskedContacts asked,
        IReadOnlyList<StationBinding> bindings,
        TrunkModel from,
        TrunkModel to)
    {
        var (routing, registrar) = (from.RegisterBy, to.NextHop);
        var forwards = (received.MaxForwards ?? InitialMaxForwards) - 1;
        var register = SipMessageBuilder.Request("REGISTER", Towards(context.Model, received.RequestUri, registrar))
            .Add("Max-Forwards", forwards.ToString(CultureInfo.InvariantCulture))
            .Add("From", Readdressed(context.Model, received.From, registrar))
            .Add("To", Readdressed(context.Model, received.To, registrar))
            .Add("Call-ID", received.CallId)
            .Add("CSeq", received.CSeq.ToString());
        if (asked.IsWildcard)
        {
            register.Add("Contact", "*");
        }

        for (var i = 0; i < asked.Contacts.Length; i++)
        {
            var contact = asked.Contacts[i];
            var uri = routing == StationRouting.Contact ? TokenUri(context.Model, bindings[i], registrar) : contact.Uri;
            register.Add("Contact", Contact(uri, contact.ExpiresSeconds, contact.Priority));
        }

        if (routing == StationRouting.Path && bindings.Count > 0)
        {
            // RFC 3327 §5.1: the path option tag says that the Path is to be kept.
            register.Add("Path", $"<{TokenUri(context.Model, bindings[0], registrar)};lr>").Add("Supported", "path");
        }

        HeaderRules.Carry(context.Model, received, register, from, to);
        MessageBody.Carry(received, register);
        return register;
    }

    public static string Contact(string uri, long expiresSeconds, string? priority) => string.Create(
        CultureInfo.InvariantCulture,
        $"<{uri}>;expires={expiresSeconds}{(priority is null ? string.Empty : ";q=" + priority)}");

    // Our Contact as the registrar would see it in a call, with the token for a user.
    private static string TokenUri(CallsModel model, StationBinding binding, SipHop registrar) =>
        $"sip:{binding.Token}@{CallMessages.ContactUri(model, registrar)["sip:".Length..]}";

    // A phone that takes us for its registrar means the one behind us; a domain that it names is left alone.
    private static string Towards(CallsModel model, string uri, SipHop registrar) =>
        SipUri.TryParse(uri, out var asked) && !IsUs(model, asked)
            ? uri
            : $"sip:{CallMessages.HostPort(registrar.EndPoint)}";

    private static string Readdressed(CallsModel model, Sip.Messages.Headers.NameAddress party, SipHop registrar)
    {
        var tag = party.Tag is { } text ? $";tag={text}" : string.Empty;
        return IsUs(model, party.Uri) && party.Uri.User is { Length: > 0 } user
            ? $"<sip:{user}@{CallMessages.HostPort(registrar.EndPoint)}>{tag}"
            : $"<{party.Uri.Text}>{tag}";
    }

    private static bool IsUs(CallsModel model, SipUri uri) =>
        IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address) && address.Equals(model.SipListen.Address);
}
