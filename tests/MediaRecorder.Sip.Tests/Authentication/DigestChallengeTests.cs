using MediaRecorder.Sip.Authentication;

namespace MediaRecorder.Sip.Tests.Authentication;

public sealed class DigestChallengeTests
{
    // REQ: A-03
    [Fact]
    public void A_challenge_is_read_with_all_its_parts()
    {
        var challenge = Assert.Single(DigestChallenge.Read(Challenged.Response(
            407,
            "Proxy-Authenticate: digest realm = \"a \\\"b\\\", c\" ,nonce=\"n==\",opaque=\"\",STALE=TRUE, "
                + "algorithm=sha-256-SESS, qop=\"auth-int , auth,token\", userhash=true, domain=\"sip:a\", x=y")));

        Assert.Equal(
            new DigestChallenge(
                "a \"b\", c", "n==", DigestAlgorithm.Sha256Session, DigestQop.Auth | DigestQop.AuthInt)
            {
                Opaque = "",
                IsStale = true,
                TakesUserHash = true,
                IsProxy = true,
            },
            challenge);
    }

    [Fact]
    public void Without_algorithm_and_qop_it_is_that_of_RFC_2069() =>
        Assert.Equal(
            new DigestChallenge("a", "n", DigestAlgorithm.Md5, DigestQop.None),
            Assert.Single(DigestChallenge.Read(
                Challenged.Response(401, "WWW-Authenticate: Digest realm=\"a\", nonce=n"))));

    [Fact]
    public void What_was_written_is_read_again()
    {
        var challenge = new DigestChallenge("a \"b\\", "n=/,", DigestAlgorithm.Sha512Of256, DigestQop.AuthInt)
        {
            Opaque = "o",
            IsStale = true,
            TakesUserHash = true,
        };

        Assert.Equal(
            challenge,
            Assert.Single(DigestChallenge.Read(
                Challenged.Response(401, $"WWW-Authenticate: {challenge.ToHeaderValue()}"))));
    }

    [Fact]
    public void Several_challenges_may_stand_in_one_header_or_in_many()
    {
        var challenges = DigestChallenge.Read(Challenged.Response(
            401,
            "WWW-Authenticate: Digest realm=\"a\", nonce=\"1\", Basic realm=\"b\", Digest realm=\"c\", nonce=\"2\"",
            "WWW-Authenticate: Digest nonce=\"3\", realm=\"d\"",
            "Proxy-Authenticate: Digest realm=\"e\",nonce=\"4\""));

        Assert.Equal(
            [("a", "1", false), ("c", "2", false), ("d", "3", false), ("e", "4", true)],
            challenges.Select(challenge => (challenge.Realm, challenge.Nonce, challenge.IsProxy)));
    }

    [Theory]
    [InlineData("Digest realm=\"a\", nonce=\"n\", algorithm=SHA3-256")]
    [InlineData("Digest realm=\"a\", nonce=\"n\", qop=\"token\"")]
    [InlineData("Digest realm=\"a\", nonce=\"n\", algorithm=")]
    [InlineData("Digest realm=\"a\", nonce=\"n\", nonce=\"m\"")]
    [InlineData("Digest realm=\"a\", nonce=\"n")]
    [InlineData("Digest realm=\"a\", nonce=n\"n\"")]
    [InlineData("Digest realm=\"a\"")]
    [InlineData("Digest nonce=\"a\"")]
    [InlineData("Basic realm=\"a\", nonce=\"n\"")]
    [InlineData("Digest")]
    [InlineData("=,=,\"")]
    [InlineData("")]
    public void What_is_unknown_or_malformed_is_left_out(string value) =>
        Assert.Equal(
            "good",
            Assert.Single(DigestChallenge.Read(Challenged.Response(
                401, $"WWW-Authenticate: {value}", "WWW-Authenticate: Digest realm=\"good\", nonce=\"n\""))).Realm);

    [Fact]
    public void Of_twenty_challenges_sixteen_are_read()
    {
        var headers = Enumerable.Range(0, 20)
            .Select(i => $"WWW-Authenticate: Digest realm=\"r{i}\", nonce=\"n\"").ToArray();

        var challenges = DigestChallenge.Read(Challenged.Response(401, headers));

        Assert.Equal(DigestChallenge.MaxChallenges, challenges.Count);
        Assert.Equal("r15", challenges[^1].Realm);
    }

    [Fact]
    public void A_header_with_a_thousand_parameters_is_refused_as_a_whole() =>
        Assert.Empty(DigestChallenge.Read(Challenged.Response(
            401,
            "WWW-Authenticate: Digest realm=\"a\", nonce=\"n\""
                + string.Concat(Enumerable.Range(0, 1000).Select(i => $", p{i}=1")))));
}
