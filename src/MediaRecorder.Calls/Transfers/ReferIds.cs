using System.Globalization;

namespace MediaRecorder.Calls.Transfers;

/// <summary>
/// The CSeq numbers of the REFERs that one party sent, in its dialog and in that of the far leg: they name the
/// subscriptions (RFC 3515 §2.4.6). Owner: the SipWorker.
/// </summary>
internal sealed class ReferIds
{
    // Nobody has more transfers under way in one dialog.
    private const int MaxRemembered = 8;

    private readonly Queue<(string Received, string Sent)> _pairs = new();

    public bool IsEmpty => _pairs.Count == 0;

    public void Note(uint received, uint sent)
    {
        if (_pairs.Count == MaxRemembered)
        {
            _pairs.Dequeue();
        }

        _pairs.Enqueue((Text(received), Text(sent)));
    }

    /// <summary>The number in our dialog with the party that got the REFER; null for none of these.</summary>
    public string? AsSent(string received) => _pairs.FirstOrDefault(pair => pair.Received == received).Sent;

    /// <summary>The number in the dialog with the referrer; null for none of these.</summary>
    public string? AsReceived(string sent) => _pairs.FirstOrDefault(pair => pair.Sent == sent).Received;

    private static string Text(uint number) => number.ToString(CultureInfo.InvariantCulture);
}
