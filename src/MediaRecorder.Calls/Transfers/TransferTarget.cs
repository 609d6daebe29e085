using MediaRecorder.Calls.B2bua;
using MediaRecorder.Calls.Legs;
using MediaRecorder.Calls.Model;
using MediaRecorder.Calls.Trunks;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Headers;
using MediaRecorder.Sip.Messages.References;
using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Calls.Transfers;

/// <summary>Whom a REFER that we carry out means, and the way there.</summary>
internal sealed record TransferTarget(TrunkModel Trunk, SipHop Hop, string Uri, ReplacesHeader? Replaces)
{
    // RFC 3261 §19.1.5: of the headers that a URI asks for only these are honoured; all others could pretend something.
    private static readonly string[] Honoured = ["Subject", "User-to-User"];

    /// <summary>Null when the Refer-To names nobody that a call could reach.</summary>
    public static TransferTarget? Of(CallContext context, Call call, SipLeg referrer, ReferTo referTo, long nowNs)
    {
        var replaces = referTo.Replaces;
        if (replaces is not null
            && DialogReferences.Find(context.Calls, replaces.CallId, replaces.ToTag, replaces.FromTag) is { } named)
        {
            // The referrer's other call goes through us: its far party is the target, wherever the URI points.
            var party = named.Call.Other(named.Leg);
            return named.Call == call || party.Dialog is not { } dialog
                ? null
                : new TransferTarget(
                    party.Trunk,
                    party.NextHop,
                    dialog.RemoteTarget.Text,
                    DialogReferences.Translate(context.Calls, replaces));
        }

        if (referTo.Uri.User is not { Length: > 0 } user)
        {
            return null;
        }

        // REQ A-04: the way the referrer's own call to this number would go.
        var called = NumberRewriting.Called(referrer.Trunk, user);
        var (outward, hop) = context.Trunks.WayOf(referrer.Trunk, called, nowNs);
        var uri = $"sip:{NumberRewriting.Called(referrer.Trunk, outward, user)}@{CallMessages.HostPort(hop.EndPoint)}";
        return SipUri.TryParse(uri, out _) ? new TransferTarget(outward, hop, uri, replaces) : null;
    }

    /// <summary>The INVITE, without an offer: RFC 3725 §4.1, flow I.</summary>
    /// <param name="caller">Who calls, as the target sees it.</param>
    /// <param name="refer">What asked for it; null when no party did.</param>
    /// <param name="isFocus">RFC 4579 §5.1: the target is called into a conference of ours.</param>
    public SipMessageBuilder Invite(
        CallContext context, SipLeg caller, SipLeg newcomer, SipMessage? refer, ReferTo referTo, bool isFocus = false)
    {
        var invite = SipMessageBuilder.Request("INVITE", Uri)
            .Add(SipHeaderName.MaxForwards, "70")
            .Add(SipHeaderName.From, $"<{PartyUri(context, caller.Dialog!.RemoteParty)}>;tag={newcomer.LocalTag}")
            .Add(SipHeaderName.To, $"<{Uri}>")
            .Add(SipHeaderName.CallId, context.NewToken())
            .Add(SipHeaderName.CSeq, "1 INVITE")
            .Add(SipHeaderName.Contact, $"<{CallMessages.ContactUri(context.Model, Hop)}>{(isFocus ? ";isfocus" : "")}")
            .Add(SipHeaderName.Allow, CallMessages.Allow);

        // RFC 3892 §2: whoever is called learns who referred to it.
        if (refer is not null)
        {
            invite.Add(
                SipHeaderName.ReferredBy,
                refer.TryGetHeader(SipHeaderName.ReferredBy, out var by) ? by : $"<{PartyUri(context, refer.From.Text)}>");
        }

        if (Replaces is not null)
        {
            invite.Add(SipHeaderName.Replaces, Replaces.ToString());
        }

        foreach (var (name, value) in referTo.Headers)
        {
            if (Honoured.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                invite.TryAdd(name, value);
            }
            else if (name.Equals("Require", StringComparison.OrdinalIgnoreCase)
                && value.Trim().Equals("replaces", StringComparison.OrdinalIgnoreCase))
            {
                invite.Add(SipHeaderName.Require, "replaces");
            }
        }

        return invite;
    }

    private static string PartyUri(CallContext context, string address)
    {
        var host = CallMessages.HostPort(context.Model.SipListen);
        return NameAddress.TryParse(address, out var party)
            && party!.Uri.User is { Length: > 0 } user
            && SipUri.TryParse($"sip:{user}@{host}", out _)
                ? $"sip:{user}@{host}"
                : $"sip:{host}";
    }
}
