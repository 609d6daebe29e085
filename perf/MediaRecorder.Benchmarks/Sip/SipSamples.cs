using System.Text;

namespace MediaRecorder.Benchmarks.Sip;

/// <summary>Messages as a carrier's SBC sends them.</summary>
internal static class SipSamples
{
    public static byte[] Sdp { get; } = Bytes("""
        v=0
        o=sbc 7182818 1 IN IP4 192.0.2.10
        s=-
        c=IN IP4 192.0.2.10
        t=0 0
        m=audio 41002 RTP/AVP 8 0 101
        a=rtpmap:8 PCMA/8000
        a=rtpmap:0 PCMU/8000
        a=rtpmap:101 telephone-event/8000
        a=fmtp:101 0-15
        a=ptime:20
        a=maxptime:40
        a=sendrecv

        """);

    public static byte[] Invite { get; } =
    [
        .. Bytes($"""
            INVITE sip:+4930123456@192.0.2.1:5060;user=phone SIP/2.0
            Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK-524287-1---8f2d6c0a9b3e;rport
            Via: SIP/2.0/UDP 198.51.100.7:5060;branch=z9hG4bKa91c;received=198.51.100.7
            Record-Route: <sip:192.0.2.10;lr;ftag=8a7b6c5d>
            Max-Forwards: 68
            From: "Customer" <sip:+4917012345678@192.0.2.10;user=phone>;tag=8a7b6c5d
            To: <sip:+4930123456@192.0.2.1;user=phone>
            Call-ID: 3f9a1c7e-5b2d-4e8f-9a6b-1c2d3e4f5a6b@192.0.2.10
            CSeq: 102 INVITE
            Contact: <sip:+4917012345678@192.0.2.10:5060;transport=udp>
            Allow: INVITE, ACK, CANCEL, BYE, PRACK, UPDATE, INFO, OPTIONS, REFER, NOTIFY
            Supported: 100rel, timer, replaces
            Session-Expires: 1800;refresher=uac
            P-Asserted-Identity: <sip:+4917012345678@192.0.2.10>
            User-Agent: Carrier-SBC/9.1
            Content-Type: application/sdp
            Content-Length: {Sdp.Length}


            """),
        .. Sdp,
    ];

    private static byte[] Bytes(string text) => Encoding.ASCII.GetBytes(text.ReplaceLineEndings("\r\n"));
}
