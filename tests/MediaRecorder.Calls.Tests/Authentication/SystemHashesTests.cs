using MediaRecorder.Calls.Authentication;
using MediaRecorder.Sip.Authentication;

namespace MediaRecorder.Calls.Tests.Authentication;

// REQ: A-03
public sealed class SystemHashesTests
{
    // RFC 7616 §3.9.2 with the response of erratum 4897; the RFC's own was made with a truncated SHA-512.
    [Fact]
    public void The_SHA_512_256_example_of_RFC_7616_comes_out()
    {
        Assert.SkipUnless(SystemHashes.Digests.Supports(DigestAlgorithm.Sha512Of256), "libcrypto.so.3 is not installed");
        Assert.True(DigestCredentials.TryParse(
            "Digest username=\"793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b\", "
                + "realm=\"api@example.org\", uri=\"/doe.json\", algorithm=SHA-512-256, "
                + "nonce=\"5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK\", nc=00000001, "
                + "cnonce=\"NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v\", qop=auth, "
                + "response=\"3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5\", userhash=true",
            out var credentials,
            out _));

        Assert.Equal(
            credentials!.Response,
            DigestResponse.Compute(
                SystemHashes.Digests,
                DigestSecret.FromPassword("Secret, or not?"),
                "Jäsøn Doe",
                credentials,
                "GET",
                []));
    }

    // As the table of Sip.Tests, DigestResponseTests: Python's hashlib, sha512_256.
    [Theory]
    [InlineData("SHA-512-256", "auth", "7f1a09de0f19af0a1eac2b28d33e3f2fb89cca1ad8fb01bba5e1883b288bac14")]
    [InlineData("SHA-512-256-sess", "auth", "077d9677be83f41f162d1a4453dc163389919f81e5927391d972f477da767633")]
    [InlineData("SHA-512-256", "auth-int", "e9a7fbc1c80a10421c59a0c982f28d40e0ddc7b62ef3dc4faf68f179c6e05922")]
    public void SHA_512_256_gives_the_known_answers(string algorithm, string qop, string expected)
    {
        Assert.SkipUnless(SystemHashes.Digests.Supports(DigestAlgorithm.Sha512Of256), "libcrypto.so.3 is not installed");
        Assert.True(DigestCredentials.TryParse(
            "Digest username=\"bob\", realm=\"biloxi.com\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", "
                + $"uri=\"sip:bob@biloxi.com\", response=\"0\", cnonce=\"0a4f113b\", algorithm={algorithm}, "
                + $"qop={qop}, nc=00000001",
            out var credentials,
            out _));

        Assert.Equal(
            expected,
            DigestResponse.Compute(
                SystemHashes.Digests,
                DigestSecret.FromPassword("zanzibar"),
                "bob",
                credentials!,
                "INVITE",
                "v=0\r\n"u8));
    }
}
