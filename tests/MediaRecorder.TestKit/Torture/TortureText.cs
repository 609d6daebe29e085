using System.Globalization;
using System.Text;

namespace MediaRecorder.TestKit.Torture;

/// <summary>
/// Turns source text into a datagram: CRLF, and the body's true length where <see cref="Length"/> stands.
/// </summary>
internal static class TortureText
{
    internal const string Length = "(length)";

    internal const string Sdp = """
        v=0
        o=mara 7391 7392 IN IP4 192.0.2.44
        s=-
        c=IN IP4 192.0.2.44
        t=0 0
        m=audio 41000 RTP/AVP 8 0
        a=rtpmap:8 PCMA/8000

        """;

    internal static byte[] Bytes(string text)
    {
        text = text.ReplaceLineEndings("\r\n");
        var body = text.IndexOf("\r\n\r\n", StringComparison.Ordinal) is >= 0 and var end ? text[(end + 4)..] : "";
        var length = Encoding.UTF8.GetByteCount(body).ToString(CultureInfo.InvariantCulture);
        return Encoding.UTF8.GetBytes(text.Replace(Length, length, StringComparison.Ordinal));
    }
}
