using MediaRecorder.Calls.Legs;
using MediaRecorder.Sip.Messages;

namespace MediaRecorder.Calls.Transfers;

/// <summary>
/// What a message says about a dialog: Replaces, Join, Target-Dialog, and Replaces in the URI of Refer-To. Each side
/// knows the dialogs of its own side only. Owner: the SipWorker.
/// </summary>
internal static class DialogReferences
{
    /// <summary>
    /// Writes into <paramref name="into"/> what <paramref name="from"/>, which came from <paramref name="fromLeg"/>,
    /// says about dialogs, in the words of <paramref name="towards"/>. All other headers are carried already.
    /// </summary>
    public static void Carry(SipMessage from, SipLeg fromLeg, SipLeg towards, SipMessageBuilder into)
    {
        // HeaderRules leaves these headers out, and nobody translates them yet: they name a dialog that the other side
        // does not know.
    }
}
