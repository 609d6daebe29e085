using System.Text;
using MediaRecorder.Sip.Sdp;

namespace MediaRecorder.Sip.Tests.Sdp;

/// <summary>Descriptions as text, turned into bodies.</summary>
internal static class SdpText
{
    internal const string Phone = """
        v=0
        o=alice 2890844526 2890844527 IN IP4 phone.example.com
        s=-
        c=IN IP4 192.0.2.10
        b=AS:64
        t=0 0
        a=group:BUNDLE a v
        a=ice-lite
        a=X-unknown:session level
        m=audio 49170 RTP/AVP 8 0 9 18 101 96 13
        a=mid:a
        a=rtpmap:101 telephone-event/8000
        a=fmtp:101 0-15
        a=rtpmap:96 opus/48000/2
        a=rtcp:53020 IN IP4 192.0.2.11
        a=rtcp-mux
        a=candidate:1 1 UDP 2130706431 192.0.2.10 49170 typ host
        a=ice-ufrag:8hhY
        a=ice-pwd:asd88fgpdd777uzjYhagZg
        a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz
        a=fingerprint:sha-256 12:34
        a=setup:actpass
        a=ptime:20
        a=sendrecv
        y=unknown line
        m=video 51372/2 RTP/AVP 31
        c=IN IP4 192.0.2.12
        a=mid:v
        a=rtcp:51400

        """;

    internal static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n"));

    internal static SessionDescription Parse(string text)
    {
        var isParsed = SessionDescription.TryParse(Bytes(text), out var description, out var error);
        Assert.Equal(SdpParseError.None, error);
        Assert.True(isParsed);
        return description!;
    }

    /// <summary>A description with one audio m-line and the lines given below it.</summary>
    internal static SessionDescription Audio(string mediaLines, string connection = "c=IN IP4 192.0.2.10") =>
        Parse($"v=0\no=- 1 1 IN IP4 192.0.2.10\ns=-\n{connection}\nt=0 0\n{mediaLines}\n");
}
