using MediaRecorder.Sip.Messages;

namespace MediaRecorder.TestKit.Torture;

/// <summary>RFC 4475 §3.2 to §3.4: well formed, but odd to the layers above or to RFC 3261.</summary>
internal static class Rfc4475Layers
{
    internal static IReadOnlyList<TortureMessage> All { get; } =
    [
        Of("badbranch", "2.1", TortureOutcome.Taken, """
            OPTIONS sip:otto@pbx.example SIP/2.0
            To: sip:otto@pbx.example
            From: sip:mara@branch.example;tag=a1
            Max-Forwards: 3
            Via: SIP/2.0/UDP 192.0.2.44;branch=z9hG4bK
            Call-ID: badbranch.p1@192.0.2.44
            CSeq: 1 OPTIONS
            l: 0


            """),

        // The RFC would like a 400; without From, To and Call-ID no client could match it, so nothing goes back.
        Of("insuf", "3.1", TortureOutcome.Dropped(SipParseError.MissingHeader), $"""
            INVITE sip:otto@pbx.example SIP/2.0
            CSeq: 2 INVITE
            Via: SIP/2.0/UDP 192.0.2.44;branch=z9hG4bKinsuf
            Content-Type: application/sdp
            l: (length)

            {TortureText.Sdp}
            """),
        Of("unkscm", "3.2", TortureOutcome.Refused(416), """
            OPTIONS schemeOfNobody:whateveritmeans SIP/2.0
            To: sip:otto@pbx.example
            From: sip:mara@branch.example;tag=u1
            Max-Forwards: 3
            Call-ID: unkscm.p3@192.0.2.44
            CSeq: 3 OPTIONS
            Via: SIP/2.0/TCP sbc.example;branch=z9hG4bKunkscm
            Content-Length: 0


            """),
        Of("novelsc", "3.3", TortureOutcome.Refused(416), """
            OPTIONS soap.beep://192.0.2.44:3004 SIP/2.0
            To: sip:otto@pbx.example
            From: sip:mara@branch.example;tag=v1
            Max-Forwards: 3
            Call-ID: novelsc.p4@192.0.2.44
            CSeq: 4 OPTIONS
            Via: SIP/2.0/TCP sbc.example;branch=z9hG4bKnovelsc
            Content-Length: 0


            """),
        Of("unksm2", "3.4", TortureOutcome.Taken, """
            REGISTER sip:pbx.example SIP/2.0
            To: isbn:9783161484100
            From: <http://branch.example/mara>;tag=k1
            Call-ID: unksm2.p5@192.0.2.44
            CSeq: 5 REGISTER
            Max-Forwards: 70
            Via: SIP/2.0/UDP 192.0.2.44:5060;branch=z9hG4bKunksm2
            Contact: <name:Mara_Lind>
            l: 0


            """),
        Of("bext01", "3.5", TortureOutcome.Refused(420), """
            OPTIONS sip:otto@pbx.example SIP/2.0
            To: sip:otto@pbx.example
            From: sip:mara@branch.example;tag=x1
            Max-Forwards: 6
            Call-ID: bext01.p6@192.0.2.44
            Require: nobodyHasThis, norThis
            Proxy-Require: noProxyHasThis, norAnyOfThese
            CSeq: 6 OPTIONS
            Via: SIP/2.0/TLS sbc.example;branch=z9hG4bKbext01
            Content-Length: 0


            """),

        // 415 from an end point; one that passes bodies on may leave that to the far end.
        Of("invut", "3.6", TortureOutcome.Taken, """
            INVITE sip:otto@pbx.example SIP/2.0
            Contact: <sip:mara@desk.example>
            To: sip:otto@pbx.example
            From: sip:mara@branch.example;tag=i1
            Max-Forwards: 70
            Call-ID: invut.p7@192.0.2.44
            CSeq: 7 INVITE
            Via: SIP/2.0/UDP sbc.example;branch=z9hG4bKinvut
            Content-Type: application/neverheardof
            Content-Length: (length)

            <sound>
             <a-law at="41000"/>
            </sound>

            """),
        Of("regaut01", "3.7", TortureOutcome.Taken, """
            REGISTER sip:pbx.example SIP/2.0
            To: sip:mara@pbx.example
            From: sip:mara@pbx.example;tag=g1
            Max-Forwards: 8
            Call-ID: regaut01.p8@192.0.2.44
            CSeq: 8 REGISTER
            Via: SIP/2.0/TCP 192.0.2.44;branch=z9hG4bKregaut01
            Authorization: SchemeOfNobody some-proof=here
            Content-Length:0


            """),
        Of("multi01", "3.8", TortureOutcome.Malformed(SipParseError.DuplicateHeader), $"""
            INVITE sip:otto@pbx.example SIP/2.0
            Contact: <sip:mara@desk1.example>
            Via: SIP/2.0/UDP 192.0.2.44;branch=z9hG4bKmulti01
            Max-Forwards: 70
            CSeq: 9 INVITE
            Call-ID: multi01.p9@192.0.2.44
            CSeq: 90 INVITE
            Call-ID: multi01.p9b@192.0.2.44
            From: sip:mara@branch.example;tag=o1
            To: sip:otto@pbx.example
            To: sip:olga@pbx.example
            From: sip:milo@branch.example;tag=o2
            Content-Type: application/sdp
            l: (length)
            Contact: <sip:mara@desk2.example>
            Max-Forwards: 5

            {TortureText.Sdp}
            """),
        Of("mcl01", "3.9", TortureOutcome.Malformed(SipParseError.DuplicateHeader), """
            OPTIONS sip:otto@pbx.example SIP/2.0
            Via: SIP/2.0/UDP sbc.example;branch=z9hG4bKmcl01
            To: sip:otto@pbx.example
            From: sip:mara@branch.example;tag=c1
            Call-ID: mcl01.p10@192.0.2.44
            CSeq: 10 OPTIONS
            Content-Length: 11
            Max-Forwards: 60
            Content-Length: 4
            Content-Type: text/plain

            Who can say how long this is?

            """),

        // The second Via is what a broadcast would have been answered to; not ours, and nothing waits for this anyway.
        Of("bcast", "3.10", TortureOutcome.Stray, $"""
            SIP/2.0 200 OK
            Via: SIP/2.0/UDP 192.0.2.77;branch=z9hG4bKbcast1
            Via: SIP/2.0/UDP 255.255.255.255;branch=z9hG4bKbcast0
            Call-ID: bcast.p11@192.0.2.44
            CSeq: 11 INVITE
            From: sip:mara@branch.example;tag=b1
            To: sip:otto@pbx.example;tag=b2
            Content-Length: (length)
            Content-Type: application/sdp
            Contact: <sip:otto@desk.example>

            {TortureText.Sdp}
            """),

        // 483 or, from the one it is for, 200.
        Of("zeromf", "3.11", TortureOutcome.Taken, """
            OPTIONS sip:otto@pbx.example SIP/2.0
            To: sip:otto@pbx.example
            From: sip:mara@branch.example;tag=z1
            Call-ID: zeromf.p12@192.0.2.44
            CSeq: 12 OPTIONS
            Via: SIP/2.0/UDP sbc.example;branch=z9hG4bKzeromf
            Max-Forwards: 0
            Content-Length: 0


            """),
        Of("cparam01", "3.12", TortureOutcome.Taken, """
            REGISTER sip:pbx.example SIP/2.0
            Via: SIP/2.0/UDP sbc.example:5060;branch=z9hG4bKcparam01
            Max-Forwards: 70
            From: sip:mara@pbx.example;tag=p1
            To: sip:mara@pbx.example
            Call-ID: cparam01.p13@192.0.2.44
            CSeq: 13 REGISTER
            Contact: sip:+4940555@gw.example;noparamweknow
            l: 0


            """),
        Of("cparam02", "3.13", TortureOutcome.Taken, """
            REGISTER sip:pbx.example SIP/2.0
            Via: SIP/2.0/UDP sbc.example:5060;branch=z9hG4bKcparam02
            Max-Forwards: 70
            From: sip:mara@pbx.example;tag=p2
            To: sip:mara@pbx.example
            Call-ID: cparam02.p14@192.0.2.44
            CSeq: 14 REGISTER
            Contact: <sip:+4940555@gw.example;noparamweknow>
            l: 0


            """),
        Of("regescrt", "3.14", TortureOutcome.Taken, """
            REGISTER sip:pbx.example SIP/2.0
            To: sip:mara@pbx.example
            From: sip:mara@pbx.example;tag=e1
            Max-Forwards: 70
            Call-ID: regescrt.p15@192.0.2.44
            CSeq: 15 REGISTER
            Via: SIP/2.0/UDP sbc.example;branch=z9hG4bKregescrt
            M: <sip:mara@pbx.example?Route=%3Csip:edge.example%3E>
            L:0


            """),

        // 406 from an end point; the far end's to say when the request is passed on.
        Of("sdp01", "3.15", TortureOutcome.Taken, $"""
            INVITE sip:otto@pbx.example SIP/2.0
            To: sip:otto@pbx.example
            Contact: <sip:mara@desk.example>
            From: sip:mara@branch.example;tag=d1
            Max-Forwards: 5
            Call-ID: sdp01.p16@192.0.2.44
            Accept: text/neverheardof
            CSeq: 16 INVITE
            Via: SIP/2.0/UDP 192.0.2.44;branch=z9hG4bKsdp01
            Content-Length: (length)
            Content-Type: application/sdp

            {TortureText.Sdp}
            """),
        TortureMessage.Of("inv2543", "RFC 4475 §3.4.1", TortureOutcome.Taken, $"""
            INVITE sip:otto@pbx.example SIP/2.0
            Via: SIP/2.0/UDP gw.example
            From: <sip:+4940555@gw.example;user=phone>
            Record-Route: <sip:otto@pbx.example;maddr=edge.example>
            To: sip:+4930123@edge.example;user=phone
            Call-ID: inv2543.p17@192.0.2.44
            CSeq: 17 INVITE
            Content-Type: application/sdp

            {TortureText.Sdp}
            """),
    ];

    private static TortureMessage Of(string tag, string number, TortureOutcome expected, string text) =>
        TortureMessage.Of(tag, $"RFC 4475 §3.{number}", expected, text);
}
