using MediaRecorder.Sip.Messages;

namespace MediaRecorder.TestKit.Torture;

/// <summary>
/// RFC 4475 §3.1.2: messages that are malformed, a few of them so little that we take them all the same.
/// </summary>
internal static class Rfc4475Invalid
{
    internal static IReadOnlyList<TortureMessage> All { get; } =
    [
        Of("badinv01", 1, TortureOutcome.Malformed(SipParseError.BadVia), $"""
            INVITE sip:otto@pbx.example SIP/2.0
            To: sip:otto@pbx.example
            From: sip:mara@branch.example;tag=b1
            Max-Forwards: 7
            Call-ID: badinv01.m1@192.0.2.44
            CSeq: 1 INVITE
            Via: SIP/2.0/UDP 192.0.2.44;;,;,,
            Contact: "Mara" <sip:mara@desk.example>;;;;
            Content-Length: (length)
            Content-Type: application/sdp

            {TortureText.Sdp}
            """),
        Of("clerr", 2, TortureOutcome.Malformed(SipParseError.BodyTruncated), $"""
            INVITE sip:otto@pbx.example SIP/2.0
            Max-Forwards: 80
            To: sip:otto@pbx.example
            From: sip:mara@branch.example;tag=c1
            Contact: <sip:mara@desk.example>
            Call-ID: clerr.m2@192.0.2.44
            CSeq: 2 INVITE
            Via: SIP/2.0/UDP sbc.example;branch=z9hG4bKclerr
            Content-Type: application/sdp
            Content-Length: 9998

            {TortureText.Sdp}
            """),
        Of("ncl", 3, TortureOutcome.Malformed(SipParseError.BadContentLength), $"""
            INVITE sip:otto@pbx.example SIP/2.0
            Max-Forwards: 254
            To: sip:otto@pbx.example
            From: sip:mara@branch.example;tag=n1
            Call-ID: ncl.m3@192.0.2.44
            CSeq: 0 INVITE
            Via: SIP/2.0/UDP 192.0.2.44;branch=z9hG4bKncl
            Contact: <sip:mara@desk.example>
            Content-Type: application/sdp
            Content-Length: -998

            {TortureText.Sdp}
            """),
        Of("scalar02", 4, TortureOutcome.Malformed(SipParseError.BadCSeq), """
            REGISTER sip:pbx.example SIP/2.0
            Via: SIP/2.0/TCP sbc.example;branch=z9hG4bKscalar02
            To: <sip:mara@pbx.example>
            From: <sip:mara@pbx.example>;tag=s1
            CSeq: 36893488147419103233 REGISTER
            Call-ID: scalar02.m4@192.0.2.44
            Max-Forwards: 301
            Expires: 20000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
            Contact: <sip:mara@desk.example>
              ;expires=280297596632816
            Content-Length: 0


            """),
        Of("scalarlg", 5, TortureOutcome.Dropped(SipParseError.BadCSeq), """
            SIP/2.0 503 Service Unavailable
            Via: SIP/2.0/TCP sbc.example;branch=z9hG4bKscalarlg;received=192.0.2.77
            To: <sip:otto@pbx.example>
            From: <sip:mara@branch.example>;tag=s2
            CSeq: 9292394834772304023313 OPTIONS
            Call-ID: scalarlg.m5@192.0.2.44
            Retry-After: 949302838503028349304023989
            Warning: 1813 edge "On its way"
            Content-Length: 0


            """),
        Of("quotbal", 6, TortureOutcome.Malformed(SipParseError.BadTo), $"""
            INVITE sip:otto@pbx.example SIP/2.0
            To: "Dr. O. Berg <sip:otto@pbx.example>
            From: sip:mara@branch.example;tag=q1
            Max-Forwards: 10
            Call-ID: quotbal.m6@192.0.2.44
            Contact: <sip:mara@desk.example>
            CSeq: 3 INVITE
            Via: SIP/2.0/UDP 192.0.2.44:5060;branch=z9hG4bKquotbal
            Content-Type: application/sdp
            Content-Length: (length)

            {TortureText.Sdp}
            """),
        Of("ltgtruri", 7, TortureOutcome.Malformed(SipParseError.BadRequestUri), $"""
            INVITE <sip:otto@pbx.example> SIP/2.0
            To: sip:otto@pbx.example
            From: sip:mara@branch.example;tag=l1
            Max-Forwards: 23
            Call-ID: ltgtruri.m7@192.0.2.44
            CSeq: 4 INVITE
            Via: SIP/2.0/UDP 192.0.2.44
            Contact: <sip:mara@desk.example>
            Content-Type: application/sdp
            Content-Length: (length)

            {TortureText.Sdp}
            """),
        Of("lwsruri", 8, TortureOutcome.Malformed(SipParseError.BadRequestUri), $"""
            INVITE sip:otto@pbx.example; lr SIP/2.0
            To: sip:otto@pbx.example;tag=l2
            From: sip:mara@branch.example;tag=l3
            Max-Forwards: 5
            Call-ID: lwsruri.m8@192.0.2.44
            CSeq: 2130706433 INVITE
            Via: SIP/2.0/UDP 192.0.2.44:5060;branch=z9hG4bKlwsruri
            Contact: <sip:mara@desk.example>
            Content-Type: application/sdp
            Content-Length: (length)

            {TortureText.Sdp}
            """),
        Of("lwsstart", 9, TortureOutcome.Malformed(SipParseError.BadRequestUri), $"""
            INVITE  sip:otto@pbx.example  SIP/2.0
            Max-Forwards: 8
            To: sip:otto@pbx.example
            From: sip:mara@branch.example;tag=l4
            Call-ID: lwsstart.m9@192.0.2.44
            CSeq: 5 INVITE
            Via: SIP/2.0/UDP sbc.example;branch=z9hG4bKlwsstart
            Contact: <sip:mara@desk.example>
            Content-Type: application/sdp
            Content-Length: (length)

            {TortureText.Sdp}
            """),
        Of("trws", 10, TortureOutcome.Malformed(SipParseError.BadStartLine), """
            OPTIONS sip:otto@pbx.example SIP/2.0(SP)(SP)
            Via: SIP/2.0/TCP sbc.example;branch=z9hG4bKtrws
            To: <sip:otto@pbx.example>
            From: <sip:mara@branch.example>;tag=t1
            Call-ID: trws.m10@192.0.2.44
            CSeq: 6 OPTIONS
            Max-Forwards: 70
            Content-Length: 0


            """.Replace("(SP)", " ", StringComparison.Ordinal)),

        // RFC 3261 §19.1.5: headers of a Request-URI are nobody's order to us; we ignore them and take the rest.
        Of("escruri", 11, TortureOutcome.Taken, $"""
            INVITE sip:otto@pbx.example?Route=%3Csip:edge.example%3E SIP/2.0
            To: sip:otto@pbx.example
            From: sip:mara@branch.example;tag=e1
            Max-Forwards: 7
            Contact: <sip:mara@desk.example>
            Call-ID: escruri.m11@192.0.2.44
            CSeq: 7 INVITE
            Via: SIP/2.0/UDP sbc.example;branch=z9hG4bKescruri
            Content-Type: application/sdp
            Content-Length: (length)

            {TortureText.Sdp}
            """),
        Of("baddate", 12, TortureOutcome.Taken, $"""
            INVITE sip:otto@pbx.example SIP/2.0
            To: sip:otto@pbx.example
            From: sip:mara@branch.example;tag=d1
            Max-Forwards: 70
            Call-ID: baddate.m12@192.0.2.44
            CSeq: 8 INVITE
            Via: SIP/2.0/UDP sbc.example;branch=z9hG4bKbaddate
            Date: Sat, 21 Nov 2026 09:30:00 CET
            Contact: <sip:mara@desk.example>
            Content-Type: application/sdp
            Content-Length: (length)

            {TortureText.Sdp}
            """),
        Of("regbadct", 13, TortureOutcome.Malformed(SipParseError.BadContact), """
            REGISTER sip:pbx.example SIP/2.0
            To: sip:mara@pbx.example
            From: sip:mara@pbx.example;tag=r1
            Max-Forwards: 70
            Call-ID: regbadct.m13@192.0.2.44
            CSeq: 9 REGISTER
            Via: SIP/2.0/UDP 192.0.2.44:5060;branch=z9hG4bKregbadct
            Contact: sip:mara@pbx.example?Route=%3Csip:edge.example%3E
            l: 0


            """),

        // §3.1.2.14 and §3.1.2.15 let a receiver be lenient; PBXs send both.
        Of("badaspec", 14, TortureOutcome.Taken, """
            OPTIONS sip:otto@pbx.example SIP/2.0
            Via: SIP/2.0/UDP sbc.example:5060;branch=z9hG4bKbadaspec
            Max-Forwards: 70
            From: "Lind, Mara" <sip:mara@branch.example>;tag=a1
            To: "Berg, Otto" < sip:otto@pbx.example >
            Call-ID: badaspec.m14@192.0.2.44
            CSeq: 10 OPTIONS
            l: 0


            """),
        Of("baddn", 15, TortureOutcome.Taken, """
            OPTIONS sip:otto@pbx.example SIP/2.0
            Via:     SIP/2.0/UDP sbc.example:5060;branch=z9hG4bKbaddn
            Max-Forwards:      70
            From:    Lind, Mara <sip:mara@branch.example>;tag=n2
            To:      Berg, Otto <sip:otto@pbx.example>
            Call-ID: baddn.m15@192.0.2.44
            CSeq:    11 OPTIONS
            l: 0


            """),
        Of("badvers", 16, TortureOutcome.Malformed(SipParseError.UnsupportedVersion, 505), """
            OPTIONS sip:otto@pbx.example SIP/9.0
            Via:     SIP/9.0/UDP sbc.example;branch=z9hG4bKbadvers
            Max-Forwards:     70
            From:    M. Lind <sip:mara@branch.example>;tag=v1
            To:      O. Berg <sip:otto@pbx.example>
            Call-ID: badvers.m16@192.0.2.44
            CSeq:    12 OPTIONS
            l: 0


            """),
        Of("mismatch01", 17, TortureOutcome.Malformed(SipParseError.CSeqMethodMismatch), """
            OPTIONS sip:otto@pbx.example SIP/2.0
            To: sip:otto@pbx.example
            From: sip:mara@branch.example;tag=m1
            Max-Forwards: 6
            Call-ID: mismatch01.m17@192.0.2.44
            CSeq: 13 INVITE
            Via: SIP/2.0/UDP sbc.example;branch=z9hG4bKmismatch01
            l: 0


            """),
        Of("mismatch02", 18, TortureOutcome.Malformed(SipParseError.CSeqMethodMismatch), $"""
            FUTUREMETHOD sip:otto@pbx.example SIP/2.0
            To: sip:otto@pbx.example
            From: sip:mara@branch.example;tag=m2
            Max-Forwards: 6
            Call-ID: mismatch02.m18@192.0.2.44
            CSeq: 14 INVITE
            Contact: <sip:mara@desk.example>
            Via: SIP/2.0/UDP sbc.example;branch=z9hG4bKmismatch02
            Content-Type: application/sdp
            l: (length)

            {TortureText.Sdp}
            """),
        Of("bigcode", 19, TortureOutcome.Dropped(SipParseError.BadStartLine), """
            SIP/2.0 4294967496 two hundred to a careless reader
            Via: SIP/2.0/UDP 192.0.2.77;branch=z9hG4bKbigcode
            Call-ID: bigcode.m19@192.0.2.44
            CSeq: 15 INVITE
            From: <sip:mara@branch.example>;tag=c2
            To: <sip:otto@pbx.example>;tag=c3
            Content-Length: 0
            Contact: <sip:otto@desk.example>


            """),
    ];

    private static TortureMessage Of(string tag, int number, TortureOutcome expected, string text) =>
        TortureMessage.Of(tag, $"RFC 4475 §3.1.2.{number}", expected, text);
}
