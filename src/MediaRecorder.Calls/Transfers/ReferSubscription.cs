using System.Globalization;
using MediaRecorder.Calls.B2bua;
using MediaRecorder.Calls.Legs;
using MediaRecorder.Calls.Signalling;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Headers;
using MediaRecorder.Sip.Messages.References;
using MediaRecorder.Sip.Transactions;

namespace MediaRecorder.Calls.Transfers;

/// <summary>
/// The subscription that a REFER makes at us (RFC 3515 §2.4.4), unless it wants none. Owner: the SipWorker.
/// </summary>
internal sealed class ReferSubscription
{
    // Longer than any call rings; the final NOTIFY ends it before.
    private const int ExpiresSeconds = 180;

    private readonly CallContext _context;
    private readonly SipLeg _referrer;
    private readonly string _event;
    private readonly bool _isWanted;

    private ReferSubscription(CallContext context, SipLeg referrer, string eventText, bool isWanted)
    {
        _context = context;
        _referrer = referrer;
        _event = eventText;
        _isWanted = isWanted;
    }

    /// <summary>Answers the REFER with 202.</summary>
    public static ReferSubscription Accept(
        CallContext context, SipLeg referrer, TransactionEvent.RequestReceived received, long nowNs)
    {
        var refer = received.Request;
        var isWanted = !refer.HasToken(SipHeaderName.Require, "nosub");
        var accepted = SipMessageBuilder.Response(
                refer, 202, SipReasonPhrases.For(202), referrer.LocalTag, received.Source.EndPoint)
            .Add(SipHeaderName.Contact, $"<{CallMessages.ContactUri(context.Model, referrer.SignallingPeer)}>");
        if (refer.TryGetHeader("Refer-Sub", out var wish)
            && wish.StartsWith("false", StringComparison.OrdinalIgnoreCase))
        {
            // RFC 4488 §4: said again, it is agreed.
            isWanted = false;
            accepted.Add("Refer-Sub", "false");
        }

        context.Transactions.SendResponse(received.Id, accepted.ToBytes(), 202, nowNs);

        // RFC 3515 §2.4.6: the id may be left out for the first REFER only, and some peers know none.
        var number = refer.CSeq.Number.ToString(CultureInfo.InvariantCulture);
        var eventText = referrer.Refers.IsEmpty ? "refer" : $"refer;id={number}";
        referrer.Refers.Note(refer.CSeq.Number, refer.CSeq.Number);
        return new ReferSubscription(context, referrer, eventText, isWanted);
    }

    /// <summary>Tells how the INVITE fares; a final status ends the subscription.</summary>
    public void Notify(int status, string reason, long nowNs)
    {
        if (!_isWanted || _referrer.IsGone)
        {
            return;
        }

        var fragment = new SipFrag(status, reason);
        var state = fragment.IsFinal
            ? new SubscriptionState("terminated", Reason: "noresource")
            : new SubscriptionState("active", ExpiresSeconds: ExpiresSeconds);
        var notify = _referrer.Dialog!.CreateRequest(SipMethod.Notify)
            .Add(SipHeaderName.Event, _event)
            .Add(SipHeaderName.SubscriptionState, state.ToString())
            .SetBody(SipFrag.ContentType, fragment.ToBytes());
        _context.Sender.Send(notify, _referrer.NextHop, Unheeded.Taker, nowNs);
    }
}
