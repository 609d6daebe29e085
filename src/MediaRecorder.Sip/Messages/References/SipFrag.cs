using System.Globalization;
using System.Text;

namespace MediaRecorder.Sip.Messages.References;

/// <summary>
/// The status line that a NOTIFY of a REFER carries as <c>message/sipfrag</c> (RFC 3420, RFC 3515 §2.4.5).
/// </summary>
public readonly record struct SipFrag(int Status, string Reason)
{
    public const string ContentType = "message/sipfrag;version=2.0";

    private const string Version = "SIP/2.0 ";
    private const int MaxReasonChars = 128;

    /// <summary>True once nothing further will be told (RFC 3515 §2.4.5).</summary>
    public bool IsFinal => Status >= 200;

    /// <summary>Reads the first line; header fields after it are of no interest. Never throws.</summary>
    public static bool TryParse(ReadOnlySpan<byte> body, out SipFrag fragment)
    {
        fragment = default;
        var end = body.IndexOfAny((byte)'\r', (byte)'\n');
        var line = end < 0 ? body : body[..end];
        if (line.Length > Version.Length + MaxReasonChars)
        {
            return false;
        }

        var text = Encoding.UTF8.GetString(line);
        if (!text.StartsWith(Version, StringComparison.OrdinalIgnoreCase)
            || text.Length < Version.Length + 3
            || !SipGrammar.TryParseNumber(text.AsSpan(Version.Length, 3), 699, out var status)
            || status < 100)
        {
            return false;
        }

        var rest = text[(Version.Length + 3)..];
        if (rest.Length > 0 && rest[0] != ' ')
        {
            return false;
        }

        fragment = new SipFrag(status, rest.Trim());
        return true;
    }

    public byte[] ToBytes() =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"SIP/2.0 {Status} {Reason}\r\n"));
}
