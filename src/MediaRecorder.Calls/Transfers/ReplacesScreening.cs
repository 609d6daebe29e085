using MediaRecorder.Calls.B2bua;
using MediaRecorder.Calls.Legs;
using MediaRecorder.Calls.Model;
using MediaRecorder.Calls.Signalling;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Headers;
using MediaRecorder.Sip.Messages.References;

namespace MediaRecorder.Calls.Transfers;

/// <summary>What becomes of an INVITE with Replaces or Join; nothing special when all is null.</summary>
/// <param name="Call">The call that the dialog named by Replaces belongs to.</param>
/// <param name="Replaced">The leg whose place the sender takes: the Replaces was meant for us.</param>
/// <param name="Party">The leg whose party the INVITE is for: the header was meant for that party.</param>
internal readonly record struct ReplacesVerdict(
    Refusal? Refusal = null, Call? Call = null, SipLeg? Replaced = null, SipLeg? Party = null);

/// <summary>
/// The checks of RFC 3891 §3 on an INVITE outside a dialog.
/// <code>
/// Replaces: to-tag is ours   | dialog confirmed, nothing open in its call | the sender takes the leg's place
///                            | sender's trunk on the other side           | 403
///                            | early-only, dialog confirmed               | 486
///                            | another INVITE open in its call            | 491
///                            | dialog early                               | 481
///                            | dialog ended, or its call is ending        | 603
/// Replaces: from-tag is ours | dialog known                               | to that leg's party, as it is
/// Replaces: neither          | Request-URI names a user                   | by the route, as it is
///                            | Request-URI names nobody                   | 481
/// Join: to-tag is ours       | far leg has its dialog                     | to the far party, translated
/// two, malformed, both of them                                            | 400
/// </code>
/// </summary>
internal static class ReplacesScreening
{
    private static readonly ReplacesVerdict BadRequest = new(new Refusal(400));
    private static readonly ReplacesVerdict NoMatch = new(new Refusal(481));

    public static ReplacesVerdict Of(SipMessage invite, TrunkModel trunk, CallTable calls)
    {
        var replaces = invite.Values(SipHeaderName.Replaces);
        var isJoin = invite.TryGetHeader("Join", out var join);
        if (replaces.Length == 0)
        {
            return isJoin ? OfJoin(join, calls) : default;
        }

        if (replaces.Length > 1 || isJoin || !ReplacesHeader.TryParse(replaces[0], out var header))
        {
            return BadRequest;
        }

        if (DialogReferences.Find(calls, header!.CallId, header.ToTag, header.FromTag) is { } named)
        {
            return OfOurs(named.Call, named.Leg, header, trunk);
        }

        if (DialogReferences.Find(calls, header.CallId, header.FromTag, header.ToTag) is { } party)
        {
            return new ReplacesVerdict(Call: party.Call, Party: party.Leg);
        }

        return SipUri.TryParse(invite.RequestUri, out var uri) && string.IsNullOrEmpty(uri.User) ? NoMatch : default;
    }

    private static ReplacesVerdict OfOurs(Call call, SipLeg leg, ReplacesHeader header, TrunkModel trunk)
    {
        // RFC 3891 §5: whoever knows the identifiers has them from a party of that dialog. A customer's side does not
        // take an agent's place all the same, nor the other way round.
        if (trunk.Side != leg.Trunk.Side)
        {
            return new ReplacesVerdict(new Refusal(403));
        }

        return call.State switch
        {
            CallState.Offered => NoMatch,
            CallState.Talking when leg.IsGone || !call.IsParty(leg) => new ReplacesVerdict(new Refusal(603)),
            CallState.Talking when header.EarlyOnly => new ReplacesVerdict(new Refusal(486)),
            CallState.Talking when call.HasOpenInvite => new ReplacesVerdict(new Refusal(491)),
            CallState.Talking => new ReplacesVerdict(Call: call, Replaced: leg),
            _ => new ReplacesVerdict(new Refusal(603)),
        };
    }

    // RFC 3911: we mix nothing, so the other party of the named dialog is the one to join.
    private static ReplacesVerdict OfJoin(string join, CallTable calls)
    {
        if (!JoinHeader.TryParse(join, out var header))
        {
            return BadRequest;
        }

        if (DialogReferences.Find(calls, header!.CallId, header.ToTag, header.FromTag) is { } named)
        {
            var far = named.Call.Other(named.Leg);
            return far.Dialog is null ? NoMatch : new ReplacesVerdict(Call: named.Call, Party: far);
        }

        return DialogReferences.Find(calls, header.CallId, header.FromTag, header.ToTag) is { } party
            ? new ReplacesVerdict(Call: party.Call, Party: party.Leg)
            : default;
    }
}
