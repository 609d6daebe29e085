using MediaRecorder.Sip.Messages;

namespace MediaRecorder.TestKit.Torture;

/// <summary>RFC 5118: IPv6 where a host may stand. Tags of our own; the RFC gives none.</summary>
internal static class Rfc5118
{
    internal static IReadOnlyList<TortureMessage> All { get; } =
    [
        Register("v6-good", 1, TortureOutcome.Taken, "[2001:db8::44]"),
        Register("v6-bare", 2, TortureOutcome.Malformed(SipParseError.BadRequestUri), "2001:db8::44"),
        Register("v6-port-inside", 3, TortureOutcome.Taken, "[2001:db8::44:5072]"),
        Register("v6-port-outside", 4, TortureOutcome.Taken, "[2001:db8::44]:5072"),
        Of("v6-received-bare", 5, TortureOutcome.Taken, """
            OPTIONS sip:[2001:db8::44] SIP/2.0
            To: sip:otto@pbx.example
            From: sip:mara@branch.example;tag=a5
            Via: SIP/2.0/UDP [2001:db8::7:1];received=2001:db8::7:254;branch=z9hG4bKv6-5a
            Call-ID: v6-received-bare@192.0.2.44
            Max-Forwards: 70
            Contact: "Mara" <sip:mara@[2001:db8::7:1]>
            CSeq: 5 OPTIONS
            Content-Length: 0


            """),
        Of("v6-received-brackets", 5, TortureOutcome.Taken, """
            BYE sip:[2001:db8::44] SIP/2.0
            To: sip:otto@pbx.example;tag=b5
            From: sip:mara@branch.example;tag=b6
            Via: SIP/2.0/UDP [2001:db8::7:1];received=[2001:db8::7:254];branch=z9hG4bKv6-5b
            Call-ID: v6-received-brackets@192.0.2.44
            Max-Forwards: 70
            CSeq: 6 BYE
            Content-Length: 0


            """),
        Of("v6-sdp", 6, TortureOutcome.Taken, """
            INVITE sip:otto@[2001:db8::44] SIP/2.0
            To: sip:otto@[2001:db8::44]
            From: sip:mara@branch.example;tag=a6
            Via: SIP/2.0/UDP [2001:db8::20];branch=z9hG4bKv6-6
            Call-ID: v6-sdp@192.0.2.44
            Contact: "Mara" <sip:mara@[2001:db8::20]>
            CSeq: 7 INVITE
            Max-Forwards: 70
            Content-Type: application/sdp
            Content-Length: (length)

            v=0
            o=mara 7391 0 IN IP6 2001:db8::20
            s=The camera at the gate
            c=IN IP6 2001:db8::20
            t=0 0
            m=audio 41000 RTP/AVP 8
            m=video 41002 RTP/AVP 107
            a=rtpmap:107 H263-1998/90000

            """),
        Of("v6-and-v4-hops", 7, TortureOutcome.Taken, """
            BYE sip:otto@desk.example SIP/2.0
            Via: SIP/2.0/UDP [2001:db8::7:1]:6052;branch=z9hG4bKv6-7a
            Via: SIP/2.0/UDP 192.0.2.44;branch=z9hG4bKv6-7b
            Via: SIP/2.0/TCP [2001:db8::7:254];branch=z9hG4bKv6-7c;received=192.0.2.201
            Call-ID: v6-and-v4-hops@192.0.2.44
            Max-Forwards: 70
            CSeq: 8 BYE
            To: sip:otto@pbx.example;tag=a7--b
            From: sip:mara@branch.example;tag=b7
            Content-Length: 0


            """),
        Of("v6-and-v4-media", 8, TortureOutcome.Taken, """
            INVITE sip:otto@[2001:db8::44] SIP/2.0
            To: sip:otto@[2001:db8::44]
            From: sip:mara@branch.example;tag=a8
            Via: SIP/2.0/UDP [2001:db8::7:1];branch=z9hG4bKv6-8
            Call-ID: v6-and-v4-media@192.0.2.44
            Contact: "Mara" <sip:mara@[2001:db8::7:1]>
            Max-Forwards: 70
            CSeq: 9 INVITE
            Content-Type: application/sdp
            Content-Length: (length)

            v=0
            o=mara 7391 7392 IN IP4 desk.example
            s=
            t=0 0
            m=audio 41000 RTP/AVP 8
            c=IN IP4 192.0.2.44
            m=video 41002 RTP/AVP 107
            c=IN IP6 2001:db8::1
            a=rtpmap:107 H263-1998/90000

            """),
        Of("v4-mapped", 9, TortureOutcome.Taken, """
            INVITE sip:otto@pbx.example SIP/2.0
            To: sip:otto@pbx.example
            From: sip:mara@branch.example;tag=a9
            Via: SIP/2.0/UDP [::ffff:192.0.2.44]:19824;branch=z9hG4bKv6-9a
            Via: SIP/2.0/UDP [::ffff:192.0.2.45];branch=z9hG4bKv6-9b
            Call-ID: v4-mapped@192.0.2.44
            Contact: "M. desk" <sip:mara@[::ffff:192.0.2.45]>
            CSeq: 10 INVITE
            Max-Forwards: 70
            Content-Type: application/sdp
            Content-Length: (length)

            v=0
            o=mara 7391 0 IN IP6 ::ffff:192.0.2.45
            s=As soon as you can
            c=IN IP6 ::ffff:192.0.2.45
            t=0 0
            m=audio 41000 RTP/AVP 8
            m=video 41002 RTP/AVP 107
            a=rtpmap:107 H263-1998/90000

            """),
        Options("v6-three-colons", "[2001:db8:::192.0.2.44]"),
        Options("v6-two-colons", "[2001:db8::192.0.2.44]"),
    ];

    private static TortureMessage Register(string tag, int section, TortureOutcome expected, string host) =>
        Of(tag, section, expected, $"""
            REGISTER sip:{host} SIP/2.0
            To: sip:mara@pbx.example
            From: sip:mara@pbx.example;tag=a{section}
            Via: SIP/2.0/UDP [2001:db8::7:1];branch=z9hG4bKv6-{section}
            Call-ID: {tag}@192.0.2.44
            Max-Forwards: 70
            Contact: "Mara" <sip:mara@[2001:db8::1]>
            CSeq: {section} REGISTER
            Content-Length: 0


            """);

    private static TortureMessage Options(string tag, string host) =>
        Of(tag, 10, TortureOutcome.Taken, $"""
            OPTIONS sip:otto@{host} SIP/2.0
            To: sip:otto@{host}
            From: sip:mara@branch.example;tag=a10
            Via: SIP/2.0/UDP sbc.example;branch=z9hG4bK{tag}
            Call-ID: {tag}@192.0.2.44
            CSeq: 11 OPTIONS
            Max-Forwards: 70
            Content-Length: 0


            """);

    private static TortureMessage Of(string tag, int section, TortureOutcome expected, string text) =>
        TortureMessage.Of(tag, $"RFC 5118 §4.{section}", expected, text);
}
