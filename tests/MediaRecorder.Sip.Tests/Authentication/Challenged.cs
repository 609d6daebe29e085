using System.Security.Cryptography;
using MediaRecorder.Sip.Authentication;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Tests.Messages;

namespace MediaRecorder.Sip.Tests.Authentication;

/// <summary>Requests and the responses that challenge them.</summary>
internal static class Challenged
{
    internal const string Password = "zanzibar";

    /// <summary>SHA-512/256 is a stand-in: these tests are about which algorithm is taken, not what it yields.</summary>
    internal static readonly DigestHashes Hashes = new((text, hash) => SHA256.HashData(text, hash));

    internal static readonly DigestHashes WithoutSha512Of256 = new(null);

    internal static readonly DigestAccount Bob = new("bob", DigestSecret.FromPassword(Password));

    /// <param name="headers">Whole lines, each with its name.</param>
    internal static SipMessage Response(int status, params string[] headers) => Wire.Parse(
        $"""
        SIP/2.0 {status} No
        Via: SIP/2.0/UDP 192.0.2.20:5060;branch=z9hG4bKxyz
        From: <sip:a@192.0.2.20>;tag=a1
        To: <sip:b@192.0.2.30>;tag=b7
        Call-ID: k9@192.0.2.20
        CSeq: 17 INVITE
        {string.Join('\n', headers)}
        Content-Length: 0


        """);

    internal static SipMessage Invite(params string[] headers) => Wire.Parse(
        $"""
        INVITE sip:bob@biloxi.com SIP/2.0
        Via: SIP/2.0/UDP 192.0.2.10:5062;branch=z9hG4bKabc.1
        From: <sip:a@192.0.2.20>;tag=a1
        To: <sip:bob@biloxi.com>
        Call-ID: k9@192.0.2.20
        CSeq: 1 INVITE
        {string.Join('\n', (string[])["X-Any: 1", .. headers])}
        Content-Length: 5

        v=0

        """);
}
