using MediaRecorder.Calls.Signalling;
using MediaRecorder.Sip.Dialogs;
using MediaRecorder.Sip.Messages;

namespace MediaRecorder.Calls.Trunks;

/// <summary>
/// An INVITE whose next hop was silent for too long; the call has gone elsewhere. What still comes is ended: a ringing
/// by CANCEL, an answer by ACK and BYE. Owner: the SipWorker.
/// </summary>
internal sealed class GivenUpInvite(SipSender sender) : IResponseTaker
{
    // As for the forks of a call: whoever sends more answers than these is not sent a BYE for each.
    private const int MaxAnswers = 16;

    private readonly HashSet<string> _ended = new(StringComparer.Ordinal);
    private bool _isCancelled;

    public bool MayRepeat => false;

    public void OnResponse(SentRequest sent, SipMessage response, long nowNs)
    {
        if (response.StatusCode < 200)
        {
            if (!_isCancelled)
            {
                _isCancelled = true;
                sender.SendCancel(sent, null, nowNs);
            }
        }
        else if (response.StatusCode < 300)
        {
            End(sent, response, nowNs);
        }
    }

    public void OnNoResponse(SentRequest sent, long nowNs)
    {
    }

    // RFC 3261 §13.2.2.4: each copy of a 2xx gets its ACK, each dialog one BYE.
    private void End(SentRequest sent, SipMessage response, long nowNs)
    {
        var dialog = Dialog.CreateUac(sent.Message, response);
        var hop = dialog.NextHopFrom(sent.Hop);
        sender.SendAck(dialog.CreateAck(sent.Message.CSeq.Number), hop, sent.Message, nowNs);
        if (_ended.Count < MaxAnswers && _ended.Add(response.To.Tag ?? string.Empty))
        {
            sender.Send(dialog.CreateRequest(SipMethod.Bye), hop, Unheeded.Taker, nowNs);
        }
    }
}
