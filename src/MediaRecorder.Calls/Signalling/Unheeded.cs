using MediaRecorder.Sip.Messages;

namespace MediaRecorder.Calls.Signalling;

/// <summary>For requests whose answer changes nothing: whatever comes back to a BYE, the dialog is over.</summary>
internal sealed class Unheeded : IResponseTaker
{
    public static readonly Unheeded Taker = new();

    private Unheeded()
    {
    }

    public void OnResponse(SentRequest sent, SipMessage response, long nowNs)
    {
    }

    public void OnNoResponse(SentRequest sent, long nowNs)
    {
    }
}
