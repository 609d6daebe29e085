using MediaRecorder.Sip.Authentication;

namespace MediaRecorder.Sip.Tests.Authentication;

// SHA-512/256 is tested where its binding is: Calls.Tests, SystemHashesTests.
public sealed class DigestResponseTests
{
    // REQ: A-03
    // RFC 7616 §3.9.1, both of its answers.
    [Theory]
    [InlineData("MD5", "8ca523f5e9506fed4657c9700eebdbec")]
    [InlineData("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1")]
    public void The_example_of_RFC_7616_comes_out(string algorithm, string expected)
    {
        var header =
            $"""
            Digest username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", algorithm={algorithm},
             nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001,
             cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", qop=auth, response="{expected}",
             opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"
            """.ReplaceLineEndings("");
        Assert.True(DigestCredentials.TryParse(header, out var credentials, out _));

        var response = DigestResponse.Compute(
            Challenged.Hashes, DigestSecret.FromPassword("Circle of Life"), "Mufasa", credentials!, "GET", []);

        Assert.Equal(credentials!.Response, response);
    }

    // REQ: A-03
    // RFC 3665 has no digests that can be recomputed; these were made with Python's hashlib, by the formulae of the RFC.
    [Theory]
    [InlineData("MD5", null, "bf57e4e0d0bffc0fbaedce64d59add5e")]
    [InlineData("MD5-sess", null, "fff17611bcbbf00c9116a2c922dea8e1")]
    [InlineData("MD5", "auth", "89eb0059246c02b2f6ee02c7961d5ea3")]
    [InlineData("MD5-sess", "auth", "e4e4ea61d186d07a92c9e1f6919902e9")]
    [InlineData("MD5", "auth-int", "77226bb823dc077c1ad3537415667bae")]
    [InlineData("MD5-sess", "auth-int", "8527c9ab1b4eed3fd75491f811944e26")]
    [InlineData("SHA-256", null, "38aad98c50c33abe72c5f88dd17246ffcfa6b1f68852c855719ff0659386c0ca")]
    [InlineData("SHA-256-sess", null, "2ceb74b5bf787a27f00a80b94f397228de1a9bab1c3c56b7c6f984cf9f3ffdf7")]
    [InlineData("SHA-256", "auth", "b3b5a6c69453abafaab9ae4dccdac90a076b6c80615d5f3498e7433b6e93bf4f")]
    [InlineData("SHA-256-sess", "auth", "5da59c9ca40954be9d5063a15a174066c8251be2c10cf47c144c366dc7daf792")]
    [InlineData("SHA-256", "auth-int", "554a9ffe79ce71c3cb6c9630deddd2787d8033f895e5cdef6a73c8e84ed4c979")]
    [InlineData("SHA-256-sess", "auth-int", "0b4a1efc19e1b701ec5775b6b16dde0fc416102e34a6c5bd6f957b20b5d79170")]
    public void Every_algorithm_and_quality_gives_the_known_answer(string algorithm, string? qop, string expected)
    {
        var credentials = Parse(algorithm, qop);

        Assert.Equal(
            expected,
            DigestResponse.Compute(
                Challenged.Hashes, DigestSecret.FromPassword("zanzibar"), "bob", credentials, "INVITE", "v=0\r\n"u8));
    }

    [Fact]
    public void A_stored_hash_serves_its_own_algorithm_and_no_other()
    {
        // printf bob:biloxi.com:zanzibar | md5sum
        const string Hash = "12af60467a33e8518da5c68bbff12b11";
        var secret = DigestSecret.FromHashes(new Dictionary<DigestAlgorithm, string> { [DigestAlgorithm.Md5] = Hash });

        Assert.Equal(
            "89eb0059246c02b2f6ee02c7961d5ea3",
            DigestResponse.Compute(Challenged.Hashes, secret, "bob", Parse("MD5", "auth"), "INVITE", []));
        Assert.Equal(
            "e4e4ea61d186d07a92c9e1f6919902e9",
            DigestResponse.Compute(Challenged.Hashes, secret, "bob", Parse("MD5-sess", "auth"), "INVITE", []));
        Assert.Null(DigestResponse.Compute(Challenged.Hashes, secret, "bob", Parse("SHA-256", "auth"), "INVITE", []));
        Assert.Equal("(secret)", secret.ToString());
    }

    private static DigestCredentials Parse(string algorithm, string? qop)
    {
        var quality = qop is null ? "" : $", qop={qop}, nc=00000001";
        Assert.True(DigestCredentials.TryParse(
            "Digest username=\"bob\", realm=\"biloxi.com\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", "
                + $"uri=\"sip:bob@biloxi.com\", response=\"0\", cnonce=\"0a4f113b\", algorithm={algorithm}{quality}",
            out var credentials,
            out _));
        return credentials!;
    }
}
