using MediaRecorder.Calls.Legs;
using MediaRecorder.Sip.Dialogs;

namespace MediaRecorder.Calls.Conferences;

/// <summary>A party of a conference: its leg, and our answer to its re-INVITE as long as its ACK is missing. Owner: the
/// SipWorker.</summary>
internal sealed class Member(SipLeg leg)
{
    public SipLeg Leg { get; } = leg;

    public AnswerRetransmission? Answer { get; set; }

    /// <summary>The ACK is to carry the answer to an offer of ours.</summary>
    public bool OwesAnswer { get; set; }

    public bool IsSettled => Answer is null or { IsOver: true };
}
