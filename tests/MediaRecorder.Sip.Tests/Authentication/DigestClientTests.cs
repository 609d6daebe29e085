using MediaRecorder.Sip.Authentication;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Headers;

namespace MediaRecorder.Sip.Tests.Authentication;

public sealed class DigestClientTests
{
    private const string Uri = "sip:bob@biloxi.com";

    private int _tokens;

    // REQ: A-03
    [Fact]
    public void A_challenge_is_answered_with_the_header_that_belongs_to_it()
    {
        var client = Client();

        Assert.Empty(client.Authorize("INVITE", Uri, []));
        Assert.True(client.TryAnswer(Challenge(401, "biloxi.com", "n1"), new DigestExchange()));
        var (name, value) = Assert.Single(client.Authorize("INVITE", Uri, []));

        Assert.Equal(SipHeaderName.Authorization, name);
        Assert.True(DigestCredentials.TryParse(value, out var credentials, out _));
        Assert.Equal(("bob", "biloxi.com", "n1", Uri, 1u), Parts(credentials!));
        Assert.Equal(
            credentials!.Response,
            DigestResponse.Compute(
                Challenged.Hashes, Challenged.Bob.Secret, "bob", credentials, "INVITE", []));
        Assert.True(client.TryAnswer(Challenge(407, "proxy", "p1"), new DigestExchange()));
        Assert.Equal(
            [SipHeaderName.Authorization, SipHeaderName.ProxyAuthorization],
            client.Authorize("INVITE", Uri, []).Select(header => header.Name));
    }

    // RFC 7616 §3.4: the count rises with each use of the nonce; a new nonce begins anew.
    [Fact]
    public void Later_requests_carry_the_kept_nonce_with_the_next_count()
    {
        var client = Client();
        Assert.True(client.TryAnswer(Challenge(401, "a", "n1"), new DigestExchange()));

        Assert.Equal(1u, Sent(client).NonceCount);
        Assert.Equal(2u, Sent(client).NonceCount);
        Assert.Equal("00000003", Sent(client).NonceCountText);

        Assert.True(client.TryAnswer(Challenge(401, "a", "n2", ", stale=true"), new DigestExchange()));
        var fresh = Sent(client);
        Assert.Equal(("n2", 1u), (fresh.Nonce, fresh.NonceCount));
    }

    // REQ: A-03
    [Fact]
    public void Wrong_credentials_are_tried_once_and_not_again_with_the_next_request()
    {
        var client = Client();
        var exchange = new DigestExchange();
        Assert.True(client.TryAnswer(Challenge(401, "a", "n1"), exchange));

        Assert.False(client.TryAnswer(Challenge(401, "a", "n2"), exchange));
        Assert.Empty(client.Authorize("INVITE", Uri, []));
    }

    // REQ: A-03
    [Fact]
    public void A_stale_nonce_is_replaced_once_in_an_exchange()
    {
        var client = Client();
        var exchange = new DigestExchange();
        Assert.True(client.TryAnswer(Challenge(401, "a", "n1"), exchange));
        Assert.True(client.TryAnswer(Challenge(401, "a", "n2", ", stale=true"), exchange));

        Assert.False(client.TryAnswer(Challenge(401, "a", "n3", ", stale=true"), exchange));
    }

    [Fact]
    public void A_server_that_invents_realms_for_ever_is_left_after_eight_repeats()
    {
        var client = Client();
        var exchange = new DigestExchange();
        var repeats = 0;
        while (repeats < 100 && client.TryAnswer(Challenge(401, $"r{repeats}", "n"), exchange))
        {
            repeats++;
            Assert.True(client.Authorize("INVITE", Uri, []).Count <= 4);
        }

        Assert.Equal(8, repeats);
    }

    // REQ: A-03
    [Fact]
    public void The_strongest_supported_algorithm_is_answered()
    {
        string[] headers =
        [
            "WWW-Authenticate: Digest realm=\"a\", nonce=\"1\", algorithm=MD5, qop=\"auth\"",
            "WWW-Authenticate: Digest realm=\"a\", nonce=\"2\", algorithm=SHA-512, qop=\"auth\"",
            "WWW-Authenticate: Digest realm=\"a\", nonce=\"3\", algorithm=SHA-256, qop=\"auth\"",
            "WWW-Authenticate: Digest realm=\"a\", nonce=\"4\", algorithm=SHA-512-256, qop=\"auth\"",
            "WWW-Authenticate: Digest realm=\"a\", nonce=\"5\", algorithm=SHA-256, qop=\"auth\"",
        ];
        foreach (var (hashes, nonce) in (ReadOnlySpan<(DigestHashes, string)>)
            [(Challenged.Hashes, "4"), (Challenged.WithoutSha512Of256, "3")])
        {
            var client = Client(hashes: hashes);
            Assert.True(client.TryAnswer(Challenged.Response(401, headers), new DigestExchange()));
            Assert.Equal(nonce, Sent(client).Nonce);
        }
    }

    [Fact]
    public void Nothing_that_can_be_answered_leaves_the_failure()
    {
        var client = Client(Challenged.Bob with { Realm = "mine" });

        Assert.False(client.TryAnswer(Challenge(401, "other", "n"), new DigestExchange()));
        Assert.False(client.TryAnswer(Challenge(403, "mine", "n"), new DigestExchange()));
        Assert.False(client.TryAnswer(Challenged.Response(401), new DigestExchange()));
        Assert.False(client.TryAnswer(
            Challenged.Response(401, "WWW-Authenticate: Digest realm=\"mine\", nonce=\"n\", algorithm=X"),
            new DigestExchange()));
        Assert.True(client.TryAnswer(Challenge(401, "mine", "n"), new DigestExchange()));
    }

    [Fact]
    public void Twenty_challenges_in_one_response_cost_four_headers()
    {
        var client = Client();
        var headers = Enumerable.Range(0, 20)
            .Select(i => $"WWW-Authenticate: Digest realm=\"r{i}\", nonce=\"n\"").ToArray();

        Assert.True(client.TryAnswer(Challenged.Response(401, headers), new DigestExchange()));
        Assert.Equal(4, client.Authorize("INVITE", Uri, []).Count);
    }

    [Fact]
    public void Integrity_of_the_body_is_given_where_nothing_else_is_offered()
    {
        var client = Client();
        Assert.True(client.TryAnswer(
            Challenged.Response(
                401, "WWW-Authenticate: Digest realm=\"a\", nonce=\"n\", qop=\"auth-int\", userhash=true"),
            new DigestExchange()));

        var (_, value) = Assert.Single(client.Authorize("INVITE", Uri, "v=0\r\n"u8));

        Assert.True(DigestCredentials.TryParse(value, out var credentials, out _));
        Assert.Equal(DigestQop.AuthInt, credentials!.Qop);
        Assert.True(credentials.IsUserHashed);
        Assert.DoesNotContain("bob", credentials.UserName, StringComparison.Ordinal);
        Assert.Equal(
            credentials.Response,
            DigestResponse.Compute(
                Challenged.Hashes, Challenged.Bob.Secret, "bob", credentials, "INVITE", "v=0\r\n"u8));
    }

    private static (string, string, string, string, uint) Parts(DigestCredentials credentials) =>
        (credentials.UserName, credentials.Realm, credentials.Nonce, credentials.Uri, credentials.NonceCount);

    private static SipMessage Challenge(int status, string realm, string nonce, string more = "") =>
        Challenged.Response(
            status,
            $"{(status == 407 ? "Proxy" : "WWW")}-Authenticate: Digest realm=\"{realm}\", nonce=\"{nonce}\", "
                + $"qop=\"auth\"{more}");

    private static DigestCredentials Sent(DigestClient client)
    {
        var (_, value) = Assert.Single(client.Authorize("INVITE", Uri, []));
        Assert.True(DigestCredentials.TryParse(value, out var credentials, out _));
        return credentials!;
    }

    private DigestClient Client(DigestAccount? account = null, DigestHashes? hashes = null) =>
        new(account ?? Challenged.Bob, hashes ?? Challenged.Hashes, () => $"token{++_tokens}");
}
