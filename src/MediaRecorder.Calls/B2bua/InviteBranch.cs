using MediaRecorder.Calls.Legs;
using MediaRecorder.Sip.Dialogs;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Bodies;
using MediaRecorder.Sip.Sdp;

namespace MediaRecorder.Calls.B2bua;

/// <summary>
/// One branch of an INVITE on its way through: each To tag that answers it is an early dialog of its own (RFC 3261
/// §12.1.2), which the caller sees as one of its own too. A re-INVITE has one, in the dialogs that are there.
/// </summary>
internal sealed class InviteBranch(DialogPair pair, uint inviteCSeq)
{
    // Whoever sends more ahead of our PRACKs is not heard until they are answered; it repeats them.
    private const int MaxWaiting = 8;

    private readonly Queue<SipMessage> _waiting = new();
    private uint? _lastRSeq;

    public DialogPair Pair { get; } = pair;

    /// <summary>Our reliable provisional responses to the INVITE's sender.</summary>
    public ReliableProvisional Reliable { get; } = new(inviteCSeq);

    /// <summary>The far side's response that the one in <see cref="Reliable"/> stands for.</summary>
    public SipMessage? Unacknowledged { get; private set; }

    /// <summary>SDP of a provisional response, used when the 2xx has none.</summary>
    public SessionDescription? EarlyAnswer { get; set; }

    /// <summary>
    /// The offer and answer of the INVITE have both passed, in messages that are acknowledged (RFC 3262 §5): the 2xx
    /// and its ACK carry none.
    /// </summary>
    public bool IsNegotiated { get; set; }

    /// <summary>
    /// RFC 3262 §3: no 2xx while a reliable response with SDP is unacknowledged.
    /// </summary>
    public bool HoldsAnswerBack => Reliable.IsUnacknowledged && Unacknowledged is { } response
        && SipBody.TryGetSdp(response, out _);

    /// <summary>
    /// Takes a reliable response of the far side when it is the next in order (RFC 3262 §4); a copy, or one beyond a
    /// gap, is dropped without PRACK, so that it comes again.
    /// </summary>
    public bool TryQueue(SipMessage response, RAck rack)
    {
        if ((_lastRSeq is { } last && rack.RSeq != last + 1) || _waiting.Count == MaxWaiting)
        {
            return false;
        }

        _lastRSeq = rack.RSeq;
        _waiting.Enqueue(response);
        return true;
    }

    /// <summary>The next one to be sent on, once the one before is acknowledged.</summary>
    public bool TryTakeNext(out SipMessage? response)
    {
        response = null;
        if (Reliable.IsUnacknowledged || !_waiting.TryDequeue(out response))
        {
            return false;
        }

        Unacknowledged = response;
        return true;
    }

    /// <summary>The INVITE has its final response.</summary>
    public void Stop()
    {
        Reliable.Stop();
        _waiting.Clear();
    }
}
