namespace MediaRecorder.TestKit.Torture;

/// <summary>RFC 4475 §3.1.1: messages that a parser must take.</summary>
internal static class Rfc4475Valid
{
    private static readonly string Long = new('a', 200);

    internal static IReadOnlyList<TortureMessage> All { get; } =
    [
        Valid("wsinv", 1, $"""
            INVITE sip:otto@pbx.example;notaparam SIP/2.0
            TO :
              sip:otto@pbx.example ;   tag    = 77aa01
            from   : "M. Lind \\\""       <sip:mara@branch.example>
              ;
              tag = 31bb
            mAx-fORWARDs: 0066
            Call-ID: wsinv.k1@192.0.2.44
            Content-Length   : (length)
            cSEQ: 0007
              INVITE
            Via  : SIP  /   2.0
             /UDP
                192.0.2.44;branch=notmagic77
            s :
            BrandNewHeader:   first half
             second half
            HeaderNobodyKnows: ;;,,;;,;
            Content-Type: application/sdp
            Route:
             <sip:edge.example;lr;odd=value;bare>
            v:  SIP  / 2.0  / TCP     inner.example   ;
              branch  =   z9hG4bKaa1  ,
             SIP  /    2.0   / UDP  192.168.7.7   ; branch=
             z9hG4bKaa0
            m:"Two quotes \"\"" <sip:mara@branch.example> ; fresh =
                  param ;
              second ; q = 0.25

            {TortureText.Sdp}
            """),
        Valid("intmeth", 2, """
            !Odd-Method.0*+`%z'~_ sip:2_odd.User~(so!so)&it's+here$/go?,/;;*:&pass=9,odd!*$w~d_(isn't)@pbx.example SIP/2.0
            Via: SIP/2.0/TCP sbc.example;branch=z9hG4bK-.!%41*_+`'~
            To: "BEL:\(BEL) NUL:\(NUL) DEL:\(DEL)" <sip:2_odd.User~(so!so)&it's+here$/go?,/;;*@pbx.example>
            From: one~` two'+_ three*%!.- <sip:mara@branch.example>;odd''~+*_!.-%="прѝвет";tag=_t~1'+`*%!-.
            Call-ID: intmeth.w%ZZ-!.*_+'@word`~)(><:\/"][?}{
            CSeq: 2147483646 !Odd-Method.0*+`%z'~_
            Max-Forwards: 255
            newHeader-!.%*+_`'~:(BOM)錄音
            Content-Length: 0


            """.Replace("(BEL)", "\a", StringComparison.Ordinal)
            .Replace("(NUL)", "\0", StringComparison.Ordinal)
            .Replace("(DEL)", "\x7f", StringComparison.Ordinal)
            .Replace("(BOM)", "\ufeff", StringComparison.Ordinal)),
        Valid("esc01", 3, $"""
            INVITE sip:sips%3Aotto%40pbx.example@edge.example SIP/2.0
            To: sip:%6Ft%74o@pbx.example
            From: <sip:M%20Lind%20desk@branch.example>;tag=e1
            Max-Forwards: 69
            i: esc01.k2@192.0.2.44
            CSeq: 1 INVITE
            Via: SIP/2.0/UDP sbc.example;branch=z9hG4bKesc01
            C: application/sdp
            Contact:
              <sip:ma%72a@desk.example;%6C%72;p%61r=v%61l%25%34%31>
            Content-Length: (length)

            {TortureText.Sdp}
            """),
        Valid("escnull", 4, """
            REGISTER sip:pbx.example SIP/2.0
            To: sip:nil-%00-nil@pbx.example
            From: sip:nil-%00-nil@pbx.example;tag=n1
            Max-Forwards: 70
            Call-ID: escnull.k3@192.0.2.44
            CSeq: 12 REGISTER
            Via: SIP/2.0/UDP sbc.example;branch=z9hG4bKescnull
            Contact: <sip:%00@desk.example>
            Contact: <sip:%00%00@desk.example>
            L:0


            """),
        Valid("esc02", 5, """
            BR%41ND%4EEW sip:pbx.example SIP/2.0
            To: "%Q%45" <sip:otto@pbx.example>
            From: "%Q%45" <sip:mara@branch.example>;tag=e2
            Call-ID: esc02.k4@192.0.2.44
            Via: SIP/2.0/TCP sbc.example;branch=z9hG4bK9%fqesc02
            CSeq: 13 BR%41ND%4EEW
            Max-Forwards: 70
            Contact: <sip:desk1@branch.example>
            C%6Fntact: <sip:desk2@branch.example>
            Contact: <sip:desk3@branch.example>
            l: 0


            """),
        Valid("lwsdisp", 6, """
            OPTIONS sip:otto@pbx.example SIP/2.0
            To: sip:otto@pbx.example
            From: mara<sip:mara@branch.example>;tag=l1
            Max-Forwards: 70
            Call-ID: lwsdisp.k5@192.0.2.44
            CSeq: 14 OPTIONS
            Via: SIP/2.0/UDP sbc.example;branch=z9hG4bKlwsdisp
            l: 0


            """),
        Valid("longreq", 7, $"""
            INVITE sip:otto@pbx.example SIP/2.0
            To: "A name of {Long} letters"<sip:otto@pbx.example:6000;p{Long}=v{Long};q{Long}=1;{Long}>
            F: sip:{Long}@branch.example;tag=1{Long}2;h{Long}=v{Long};{Long}
            Call-ID: longreq.{Long}
            CSeq: 15 INVITE
            Unknown-{Long}: {Long}; {Long} = {Long}, {Long}; {Long} = {Long}
            {ManyVias()}
            Via: SIP/2.0/TCP first.example;received=192.0.2.45;branch=z9hG4bK{Long}
            Max-Forwards: 70
            Contact: <sip:{Long}@desk.example>
            Content-Type: application/sdp
            l: (length)

            {TortureText.Sdp}
            """),
        Valid("dblreq", 8, """
            REGISTER sip:pbx.example SIP/2.0
            To: sip:mara@pbx.example
            From: sip:mara@pbx.example;tag=d1
            Max-Forwards: 8
            I: dblreq.k6@192.0.2.44
            Contact: sip:mara@desk.example
            CSeq: 16 REGISTER
            Via: SIP/2.0/UDP 192.0.2.44;branch=z9hG4bKdblreq1
            Content-Length: 0


            INVITE sip:otto@pbx.example SIP/2.0
            t: sip:otto@pbx.example
            From: sip:mara@branch.example;tag=d2
            Max-Forwards: 8
            Call-ID: dblreq.k7@192.0.2.44
            CSeq: 17 INVITE
            Via: SIP/2.0/UDP 192.0.2.44;branch=z9hG4bKdblreq2
            Content-Length: 0


            """),
        Valid("semiuri", 9, """
            OPTIONS sip:otto;ext=u%40branch.example@pbx.example SIP/2.0
            To: sip:otto@pbx.example
            From: sip:mara@branch.example;tag=s1
            Max-Forwards: 3
            Call-ID: semiuri.k8@192.0.2.44
            CSeq: 18 OPTIONS
            Accept: application/sdp, application/pkcs7-mime,
                    multipart/mixed,
                    message/sipfrag
            Via: SIP/2.0/UDP 192.0.2.44;branch=z9hG4bKsemiuri
            l: 0


            """),
        Valid("transports", 10, """
            OPTIONS sip:otto@pbx.example SIP/2.0
            To: sip:otto@pbx.example
            From: <sip:mara@branch.example>;tag=t1
            Max-Forwards: 70
            Call-ID:  transports.k9@192.0.2.44
            CSeq: 19 OPTIONS
            Via: SIP/2.0/UDP one.example;branch=z9hG4bKtransp1
            Via: SIP/2.0/SCTP two.example;branch=z9hG4bKtransp2
            Via: SIP/2.0/TLS three.example;branch=z9hG4bKtransp3
            Via: SIP/2.0/PIGEON four.example;branch=z9hG4bKtransp4
            Via: SIP/2.0/TCP five.example;branch=z9hG4bKtransp5
            l: 0


            """),
        Multipart(),
        new("unreason", "RFC 4475 §3.1.1.12", TortureText.Bytes($"""
            SIP/2.0 200 = 3**2 * 7 сто двадцать шесть пополам
            Via: SIP/2.0/UDP 192.0.2.77;branch=z9hG4bKunreason
            Call-ID: unreason.k10@192.0.2.44
            CSeq: 20 INVITE
            From: sip:mara@branch.example;tag=u1
            To: sip:otto@pbx.example;tag=u2
            Content-Length: (length)
            Content-Type: application/sdp
            Contact: <sip:otto@desk.example>

            {TortureText.Sdp}
            """), TortureOutcome.Stray),
        new("noreason", "RFC 4475 §3.1.1.13", TortureText.Bytes("""
            SIP/2.0 100(SP)
            Via: SIP/2.0/UDP 192.0.2.77;branch=z9hG4bKnoreason
            Call-ID: noreason.k11@192.0.2.44
            CSeq: 21 INVITE
            From: <sip:mara@branch.example>;tag=r1
            To: <sip:otto@pbx.example>;tag=r2
            Content-Length: 0
            Contact: <sip:otto@desk.example>


            """.Replace("(SP)", " ", StringComparison.Ordinal)), TortureOutcome.Stray),
    ];

    private static TortureMessage Valid(string tag, int number, string text) =>
        TortureMessage.Of(tag, $"RFC 4475 §3.1.1.{number}", TortureOutcome.Taken, text);

    // The header's name in every spelling a parser may meet.
    private static string ManyVias()
    {
        string[] names = ["Via", "v", "V", "ViA", "VIa", "VIA", "via", "viA", "vIa", "vIA", "V ", "v  ", "Via ", "Via  "];
        return string.Join('\n', Enumerable.Range(2, 33).Reverse().Select(
            hop => $"{names[hop % names.Length]}: SIP/2.0/TCP hop{hop}.example"));
    }

    // A part that is not text, with bytes that would end a header or close a string.
    private static TortureMessage Multipart()
    {
        var opening = TortureText.Bytes("""
            --0b5aa27d
            Content-Type: text/plain
            Content-Transfer-Encoding: binary

            Hello
            --0b5aa27d
            Content-Type: application/octet-stream
            Content-Transfer-Encoding: binary


            """);
        byte[] noise = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
        var closing = TortureText.Bytes("""

            --0b5aa27d--

            """);
        byte[] body = [.. opening, .. noise, .. closing];
        var head = TortureText.Bytes($"""
            MESSAGE sip:otto@pbx.example SIP/2.0
            Via: SIP/2.0/UDP 192.0.2.44;branch=z9hG4bK-mpart01;rport
            Max-Forwards: 70
            Identity: b3VyIG93biBzaWduYXR1cmU=
            Contact: <sip:mara@192.0.2.44:5070>
            To: <sip:otto@pbx.example>
            From: <sip:mara@branch.example>;tag=mp1
            Call-ID: mpart01.k12@192.0.2.44
            CSeq: 22 MESSAGE
            Content-Transfer-Encoding: binary
            Content-Type: multipart/mixed;boundary=0b5aa27d
            Date: Sat, 21 Nov 2026 08:30:00 GMT
            Content-Length: {body.Length}


            """);
        return new TortureMessage(
            "mpart01", "RFC 4475 §3.1.1.11", [.. head, .. body], TortureOutcome.Taken);
    }
}
