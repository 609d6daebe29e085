using System.Text;
using MediaRecorder.Sip.Messages;

namespace MediaRecorder.Sip.Tests.Messages;

/// <summary>Messages as text, turned into datagrams.</summary>
internal static class Wire
{
    internal const string Invite = """
        INVITE sip:+4930123456@192.0.2.20:5070;user=phone SIP/2.0
        Via: SIP/2.0/UDP 192.0.2.10:5062;branch=z9hG4bKabc.1;rport
        Via: SIP/2.0/UDP sbc.example.com;branch=z9hG4bKabc.0;received=192.0.2.9
        Max-Forwards: 70
        Record-Route: <sip:192.0.2.10:5062;lr>, <sip:[2001:db8::1];lr>;x="a,b"
        From: "Zoë \"Z\", Ltd" <sip:+4940555@carrier.example;user=phone>;tag=a1
        To: <sip:+4930123456@192.0.2.20>
        Call-ID: 3c26f0@192.0.2.10
        CSeq: 1 INVITE
        Contact: <sip:+4940555@192.0.2.10:5062;transport=udp>
        Supported: timer, 100rel
        Supported: replaces
        X-Carrier-Id: 17;a=b
        Content-Type: application/sdp
        Content-Length: 5

        v=0

        """;

    internal const string Ok = """
        SIP/2.0 200 OK
        Via: SIP/2.0/UDP 192.0.2.20:5060;branch=z9hG4bKxyz
        From: <sip:a@192.0.2.20>;tag=a1
        To: <sip:b@192.0.2.30>;tag=b7
        Call-ID: k9@192.0.2.20
        CSeq: 17 INVITE
        Contact: <sip:b@192.0.2.30:5080>
        Content-Length: 0


        """;

    /// <summary>Source text with LF becomes a datagram with CRLF.</summary>
    internal static byte[] Bytes(string text) =>
        Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n"));

    internal static SipMessage Parse(string text) => Parse(Bytes(text));

    internal static SipMessage Parse(byte[] datagram)
    {
        var isParsed = SipMessage.TryParse(datagram, out var message, out var error);
        Assert.Equal(SipParseError.None, error);
        Assert.True(isParsed);
        return message!;
    }

    internal static SipParseError ErrorOf(string text, out SipMessage? message) =>
        ErrorOf(Bytes(text), out message);

    internal static SipParseError ErrorOf(byte[] datagram, out SipMessage? message)
    {
        var isParsed = SipMessage.TryParse(datagram, out message, out var error);
        Assert.Equal(isParsed, error == SipParseError.None);
        return error;
    }

    /// <summary>
    /// The sample INVITE with the lines starting with <paramref name="start"/> replaced, or taken out by null.
    /// </summary>
    internal static string InviteWith(string start, string? line)
    {
        var lines = Invite.ReplaceLineEndings("\n").Split('\n').ToList();
        var at = lines.FindIndex(l => l.StartsWith(start, StringComparison.Ordinal));
        lines.RemoveAll(l => l.StartsWith(start, StringComparison.Ordinal));
        if (line is not null)
        {
            lines.Insert(at, line);
        }

        return string.Join('\n', lines);
    }
}
