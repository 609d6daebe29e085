using MediaRecorder.Calls.Lines;
using MediaRecorder.Calls.Model;
using MediaRecorder.Calls.Trunks;
using MediaRecorder.Calls.Workers;
using MediaRecorder.Sip.Messages;

namespace MediaRecorder.Calls.B2bua;

/// <summary>
/// The first INVITE of a call tries one next hop after the other, each with a dialog of its own, until the far side
/// was heard of by the caller. REQ A-03.
/// </summary>
internal sealed partial class Call
{
    private long _hopDeadlineNs = long.MaxValue;

    // Sends the INVITE to the leg's present next hop; target: its Request-URI, if it is not to be made of the number.
    private bool TryForwardToHop(InviteExchange exchange, string? target, long nowNs)
    {
        exchange.ProvisionalSeen = false;
        _hopDeadlineNs = Route is { HasNext: true }
            ? nowNs + (Egress.Trunk.HopTimeout.Ticks * 100)
            : long.MaxValue;
        var invite = CallMessages.Invite(_context, exchange.Request, Ingress, Egress, target, Route?.User);
        return TryForward(exchange, invite, Egress.SignallingPeer, nowNs);
    }

    // Before any answer a CANCEL may not be sent (RFC 3261 §9.1): the INVITE is left to end what still comes of it.
    private void OnHopTimeout(long nowNs)
    {
        _hopDeadlineNs = long.MaxValue;
        var exchange = _exchange!;
        var silent = exchange.Sent!;
        var hasMoved = TryNextHop(exchange, null, nowNs, UnansweredStatus);
        if (hasMoved || exchange.Answered)
        {
            _context.Sender.HandOver(silent, new GivenUpInvite(_context.Sender));
        }

        if (exchange.Answered)
        {
            // The next hop's INVITE broke a limit of ours, and the caller has heard so.
            End(CallOutcome.Rejected, nowNs);
        }
    }

    /// <param name="failure">The final response that came; null when none did.</param>
    private bool TryNextHop(InviteExchange exchange, SipMessage? failure, long nowNs, int silence)
    {
        if (Route is null || State != CallState.Offered || exchange.Answered)
        {
            return false;
        }

        // A branch means that the caller has heard of the far side: no other can take its place.
        var mayMove = exchange.Branches.Count == 0;
        if (failure is null)
        {
            Route.NoteSilence(nowNs);
        }
        else if (mayMove && Targets(failure) is { Count: > 0 } targets)
        {
            Route.Redirect(targets);
        }
        else
        {
            Route.Keep(failure);
            mayMove &= Route.FailsOver(failure);
        }

        if (!mayMove || !Route.TryNext())
        {
            return false;
        }

        _context.Counters.Failovers++;
        _context.Logger.CallFailedOver(Reference, failure?.StatusCode ?? silence, Route.Trunk.Name, Route.Hop.EndPoint);
        Egress.MoveTo(Route.Trunk, Route.Hop);
        if (!_lines!.TryFace(MediaFamilies.Of(_context.Model, Route.Trunk, Route.Hop), exchange.Offer))
        {
            _context.Counters.CallsWithoutPorts++;
            return false;
        }

        return TryForwardToHop(exchange, null, nowNs);
    }

    private List<RouteCandidate>? Targets(SipMessage failure) =>
        Egress.Trunk.Redirects == RedirectMode.Follow
            ? Redirection.Targets(failure, _context.Trunks, Egress.Trunk.Side)
            : null;

    private void NoteHopAnswer(InviteExchange exchange, SipMessage response, long nowNs)
    {
        _hopDeadlineNs = long.MaxValue;
        if (State == CallState.Offered && exchange.IsInitial)
        {
            Route?.NoteAnswer(response, nowNs);
        }
    }
}
