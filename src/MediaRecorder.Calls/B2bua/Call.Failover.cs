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

    // Sends the INVITE to the leg's present next hop.
    private bool TryForwardToHop(InviteExchange exchange, long nowNs)
    {
        exchange.ProvisionalSeen = false;
        _hopDeadlineNs = Route is { HasNext: true }
            ? nowNs + (Egress.Trunk.HopTimeout.Ticks * 100)
            : long.MaxValue;
        var invite = CallMessages.Invite(_context, exchange.Request, Ingress, Egress);
        return TryForward(exchange, invite, Egress.SignallingPeer, nowNs);
    }

    // Before any answer a CANCEL may not be sent (RFC 3261 §9.1): the INVITE is left to end what still comes of it.
    private void OnHopTimeout(long nowNs)
    {
        _hopDeadlineNs = long.MaxValue;
        var exchange = _exchange!;
        var silent = exchange.Sent!;
        if (TryNextHop(exchange, null, nowNs))
        {
            _context.Sender.HandOver(silent, new GivenUpInvite(_context.Sender));
        }
    }

    /// <param name="failure">The final response that came; null when none did.</param>
    private bool TryNextHop(InviteExchange exchange, SipMessage? failure, long nowNs)
    {
        if (Route is null || State != CallState.Offered || exchange.Answered)
        {
            return false;
        }

        if (failure is null)
        {
            Route.NoteSilence(nowNs);
        }
        else
        {
            Route.Keep(failure);
        }

        var mayMove = !exchange.ProgressPassed && (failure is null || Route.FailsOver(failure));
        if (!mayMove || !Route.TryNext())
        {
            return false;
        }

        _context.Counters.Failovers++;
        _context.Logger.CallFailedOver(Reference, failure?.StatusCode ?? 408, Route.Trunk.Name, Route.Hop.EndPoint);
        Egress.MoveTo(Route.Trunk, Route.Hop);
        return TryForwardToHop(exchange, nowNs);
    }

    private void NoteHopAnswer(InviteExchange exchange, SipMessage response, long nowNs)
    {
        if (State == CallState.Offered && exchange.From == Ingress)
        {
            Route?.NoteAnswer(response, nowNs);
        }
    }
}
