using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Net;
using MediaRecorder.Sip.Authentication;
using MediaRecorder.Sip.Authentication.Servers;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Headers;

namespace MediaRecorder.Sip.Tests.Authentication.Servers;

public sealed class DigestServerTests
{
    private const string Uri = "sip:bob@biloxi.com";
    private const long SecondNs = 1_000_000_000;

    private static readonly IPAddress Source = IPAddress.Parse("192.0.2.10");

    private readonly DigestCounters _counters = new();
    private readonly DigestServer _server;
    private readonly DigestClient _client = new(Challenged.Bob, Challenged.Hashes, () => "cnonce");

    public DigestServerTests() =>
        _server = Server([DigestAlgorithm.Sha512Of256, DigestAlgorithm.Sha256, DigestAlgorithm.Md5]);

    // REQ: A-03
    [Fact]
    public void Without_credentials_there_is_one_challenge_for_each_algorithm_in_the_configured_order()
    {
        var verdict = _server.Check(Challenged.Invite(), Source, 0);

        Assert.Equal((401, "WWW-Authenticate", false), (verdict.Status, verdict.HeaderName, verdict.IsAccepted));
        var challenges = DigestChallenge.Read(Response(verdict));
        Assert.Equal(
            [DigestAlgorithm.Sha512Of256, DigestAlgorithm.Sha256, DigestAlgorithm.Md5],
            challenges.Select(challenge => challenge.Algorithm));
        Assert.All(challenges, challenge => Assert.Equal(("here", false), (challenge.Realm, challenge.IsStale)));
        Assert.Equal(3, challenges.Select(challenge => challenge.Nonce).Distinct().Count());
        Assert.Equal(1, _counters[DigestOutcome.NoCredentials]);
    }

    // REQ: A-03
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Right_credentials_are_accepted(bool isProxy)
    {
        var server = Server([DigestAlgorithm.Sha256], isProxy);
        var refused = server.Check(Challenged.Invite(), Source, 0);
        Assert.Equal(isProxy ? 407 : 401, refused.Status);
        Assert.True(_client.TryAnswer(Response(refused), new DigestExchange()));

        var verdict = server.Check(Request(_client), Source, SecondNs);

        Assert.Equal((DigestOutcome.Accepted, "bob", 0), (verdict.Outcome, verdict.User, verdict.Status));
        Assert.True(server.Check(Request(_client), Source, SecondNs).IsAccepted);
    }

    // REQ: A-03
    [Fact]
    public void A_wrong_password_and_an_unknown_user_look_the_same()
    {
        var wrong = new DigestClient(
            Challenged.Bob with { Secret = DigestSecret.FromPassword("guess") }, Challenged.Hashes, () => "c");
        var unknown = new DigestClient(Challenged.Bob with { User = "eve" }, Challenged.Hashes, () => "c");
        foreach (var client in (ReadOnlySpan<DigestClient>)[wrong, unknown])
        {
            Challenge(client, 0);
            var verdict = _server.Check(Request(client), Source, 0);
            Assert.Equal((DigestOutcome.Wrong, 401), (verdict.Outcome, verdict.Status));
            Assert.All(DigestChallenge.Read(Response(verdict)), challenge => Assert.False(challenge.IsStale));
        }
    }

    // REQ: A-03
    [Fact]
    public void A_replayed_nonce_count_is_refused_as_stale()
    {
        Challenge(_client, 0);
        var request = Request(_client);
        Assert.True(_server.Check(request, Source, 0).IsAccepted);

        var verdict = _server.Check(request, Source, 0);

        Assert.Equal((DigestOutcome.Replayed, 401), (verdict.Outcome, verdict.Status));
        Assert.All(DigestChallenge.Read(Response(verdict)), challenge => Assert.True(challenge.IsStale));
        Assert.Equal(1, _counters[DigestOutcome.Replayed]);
    }

    [Fact]
    public void Requests_may_overtake_one_another()
    {
        Challenge(_client, 0);
        SipMessage[] requests = [Request(_client), Request(_client), Request(_client)];

        Assert.True(_server.Check(requests[2], Source, 0).IsAccepted);
        Assert.True(_server.Check(requests[0], Source, 0).IsAccepted);
        Assert.True(_server.Check(requests[1], Source, 0).IsAccepted);
        Assert.Equal(DigestOutcome.Replayed, _server.Check(requests[0], Source, 0).Outcome);
    }

    // REQ: A-03
    [Fact]
    public void An_old_nonce_is_stale_for_the_right_password_and_wrong_for_another()
    {
        Challenge(_client, 0);
        Assert.True(_server.Check(Request(_client), Source, 300 * SecondNs).IsAccepted);

        var verdict = _server.Check(Request(_client), Source, (300 * SecondNs) + 1);

        Assert.Equal(DigestOutcome.Stale, verdict.Outcome);
        Assert.All(DigestChallenge.Read(Response(verdict)), challenge => Assert.True(challenge.IsStale));
        Assert.True(_client.TryAnswer(Response(verdict), new DigestExchange()));
        Assert.True(_server.Check(Request(_client), Source, 301 * SecondNs).IsAccepted);
    }

    [Fact]
    public void The_nonce_of_another_process_or_address_or_realm_is_stale()
    {
        var before = Server([DigestAlgorithm.Sha256], secret: 7);
        Assert.True(_client.TryAnswer(Response(before.Check(Challenged.Invite(), Source, 0)), new DigestExchange()));
        Assert.Equal(DigestOutcome.Stale, _server.Check(Request(_client), Source, 0).Outcome);

        Challenge(_client, 0);
        Assert.Equal(
            DigestOutcome.Stale, _server.Check(Request(_client), IPAddress.Parse("192.0.2.11"), 0).Outcome);
        Assert.True(_server.Check(Request(_client), IPAddress.Parse("::ffff:192.0.2.10"), 0).IsAccepted);
    }

    // RFC 2069 clients send no count: their nonce is good for one request.
    [Fact]
    public void Without_qop_a_nonce_is_good_once()
    {
        Challenge(_client, 0, text => text.Replace(", qop=\"auth\"", "", StringComparison.Ordinal));
        var request = Request(_client);
        Assert.DoesNotContain("qop", request.Values(SipHeaderName.Authorization)[0], StringComparison.Ordinal);

        Assert.True(_server.Check(request, Source, 0).IsAccepted);
        Assert.Equal(DigestOutcome.Replayed, _server.Check(Request(_client), Source, 0).Outcome);
    }

    [Theory]
    [InlineData("Digest", DigestOutcome.NoCredentials)]
    [InlineData("Basic Ym9iOmJvYg==", DigestOutcome.NoCredentials)]
    [InlineData("Digest realm=\"there\", algorithm=X", DigestOutcome.NoCredentials)]
    [InlineData("Digest username=\"bob\", realm=\"here\"", DigestOutcome.Malformed)]
    [InlineData("Digest username=\"bob", DigestOutcome.Malformed)]
    [InlineData(
        "Digest username=\"bob\", realm=\"here\", nonce=n, uri=u, response=r, algorithm=SHA-1", DigestOutcome.NotOffered)]
    [InlineData(
        "Digest username=\"bob\", realm=\"here\", nonce=n, uri=u, response=r, algorithm=MD5-sess, cnonce=c",
        DigestOutcome.NotOffered)]
    [InlineData(
        "Digest username=\"bob\", realm=\"here\", nonce=n, uri=u, response=r, qop=auth-int, nc=1, cnonce=c",
        DigestOutcome.NotOffered)]
    [InlineData(
        "Digest username=\"bob\", realm=\"here\", nonce=n, uri=u, response=r, userhash=true", DigestOutcome.NotOffered)]
    [InlineData("Digest username=\"bob\", realm=\"here\", nonce=n, uri=u, response=ä", DigestOutcome.Wrong)]
    public void Garbage_is_challenged_again_under_its_name(string value, DigestOutcome expected)
    {
        var verdict = _server.Check(Challenged.Invite($"Authorization: {value}"), Source, 0);

        Assert.Equal((expected, 401), (verdict.Outcome, verdict.Status));
        Assert.Equal(1, _counters[expected]);
        Assert.NotEmpty(verdict.Challenges);
    }

    [Fact]
    public void Garbage_and_credentials_for_others_do_not_hide_the_right_ones()
    {
        Challenge(_client, 0);
        var (_, value) = Assert.Single(_client.Authorize("INVITE", Uri, []));

        Assert.True(_server.Check(
            Challenged.Invite(
                "Authorization: Digest username=\"bob", "Authorization: Digest realm=\"there\"", $"Authorization: {value}"),
            Source,
            0).IsAccepted);
    }

    // REQ: A-03
    [Fact]
    public void After_ten_guesses_a_source_must_wait_and_others_need_not()
    {
        var guesser = new DigestClient(
            Challenged.Bob with { Secret = DigestSecret.FromPassword("guess") }, Challenged.Hashes, () => "c");
        for (var i = 0; i < 10; i++)
        {
            Challenge(guesser, 0);
            Assert.Equal(DigestOutcome.Wrong, _server.Check(Request(guesser), Source, 0).Outcome);
        }

        Challenge(_client, 0);
        var verdict = _server.Check(Request(_client), Source, 0);
        Assert.Equal((DigestOutcome.TooManyFailures, 403), (verdict.Outcome, verdict.Status));
        Assert.Empty(verdict.Challenges);
        Assert.Equal(401, _server.Check(Challenged.Invite(), Source, 0).Status);
        Assert.Equal(
            DigestOutcome.Stale, _server.Check(Request(_client), IPAddress.Parse("192.0.2.11"), 0).Outcome);

        Assert.Equal(DigestOutcome.Accepted, _server.Check(Request(_client), Source, 10 * SecondNs).Outcome);
    }

    [Fact]
    public void Only_credentials_of_our_realm_are_ours()
    {
        Assert.True(_server.IsOurs("Digest realm=\"here\", x"));
        Assert.True(_server.IsOurs("Digest realm=here"));
        Assert.False(_server.IsOurs("Digest realm=\"there\""));
        Assert.False(_server.IsOurs("Digest opaque=\"realm=here\""));
    }

    [Fact]
    public void An_algorithm_without_its_hash_cannot_be_offered() =>
        Assert.Throws<ArgumentException>(() => new DigestServer(
            Rules([DigestAlgorithm.Sha512Of256]), Challenged.WithoutSha512Of256, _counters, new byte[32]));

    private static SipMessage Response(DigestVerdict verdict) => Challenged.Response(
        verdict.Status, [.. verdict.Challenges.Select(challenge => $"{verdict.HeaderName}: {challenge}")]);

    private static SipMessage Request(DigestClient client) => Challenged.Invite(
    [
        .. client.Authorize("INVITE", Uri, "v=0\r\n"u8)
            .Select(header => $"{SipHeaderNames.Text(header.Name)}: {header.Value}"),
    ]);

    private static DigestServerRules Rules(ImmutableArray<DigestAlgorithm> algorithms, bool isProxy = false) => new(
        "here",
        algorithms,
        new Dictionary<string, DigestSecret> { ["bob"] = Challenged.Bob.Secret }.ToFrozenDictionary(),
        isProxy);

    private DigestServer Server(
        ImmutableArray<DigestAlgorithm> algorithms, bool isProxy = false, byte secret = 1)
    {
        var bytes = new byte[32];
        bytes.AsSpan().Fill(secret);
        return new DigestServer(Rules(algorithms, isProxy), Challenged.Hashes, _counters, bytes);
    }

    private void Challenge(DigestClient client, long nowNs, Func<string, string>? change = null)
    {
        var verdict = _server.Check(Challenged.Invite(), Source, nowNs);
        verdict = verdict with { Challenges = [.. verdict.Challenges.Select(change ?? (text => text))] };
        Assert.True(client.TryAnswer(Response(verdict), new DigestExchange()));
    }
}
