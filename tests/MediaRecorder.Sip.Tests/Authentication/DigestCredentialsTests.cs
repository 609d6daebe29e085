using MediaRecorder.Sip.Authentication;

namespace MediaRecorder.Sip.Tests.Authentication;

public sealed class DigestCredentialsTests
{
    private const string Good =
        "Digest username=\"bob\", realm=\"a\", nonce=\"n\", uri=\"sip:b@a\", response=\"00\", qop=auth, nc=0000000a, "
        + "cnonce=\"c\"";

    [Fact]
    public void Credentials_are_read_with_all_their_parts()
    {
        Assert.True(DigestCredentials.TryParse(
            Good + ", opaque=\"o\", algorithm=SHA-256, userhash=true, auth-param=\"x\"", out var credentials, out _));

        Assert.Equal(
            new DigestCredentials(
                "bob", "a", "n", "sip:b@a", "00", DigestAlgorithm.Sha256, DigestQop.Auth, "0000000a", "c")
            {
                Opaque = "o",
                IsUserHashed = true,
            },
            credentials);
        Assert.Equal(10u, credentials!.NonceCount);
    }

    [Theory]
    [InlineData("bob")]
    [InlineData("b\"o\\b, = ")]
    [InlineData("Jäsøn Doe")]
    public void What_was_written_is_read_again(string user)
    {
        var credentials = new DigestCredentials(
            user, "a \"b\"", "n=", "sip:b@a", "00", DigestAlgorithm.Md5Session, DigestQop.AuthInt, "00000001", "c\"")
        {
            Opaque = "o",
        };

        Assert.True(DigestCredentials.TryParse(credentials.ToHeaderValue(), out var again, out _));
        Assert.Equal(credentials, again);
    }

    // RFC 7616 §3.4: what is a quoted string and what is not; some servers are strict.
    [Fact]
    public void Quotes_stand_where_the_RFC_wants_them() =>
        Assert.Equal(
            "Digest username=\"bob\", realm=\"a\", nonce=\"n\", uri=\"sip:b@a\", response=\"00\", algorithm=MD5, "
                + "cnonce=\"c\", qop=auth, nc=00000001",
            new DigestCredentials(
                "bob", "a", "n", "sip:b@a", "00", DigestAlgorithm.Md5, DigestQop.Auth, "00000001", "c")
                .ToHeaderValue());

    [Fact]
    public void The_extended_user_name_is_decoded() =>
        Assert.True(
            DigestCredentials.TryParse(
                Good.Replace("username=\"bob\"", "username*=utf-8'en'J%C3%A4s%C3%B8n%20Doe", StringComparison.Ordinal),
                out var credentials,
                out _)
            && credentials!.UserName == "Jäsøn Doe");

    [Theory]
    [InlineData("", DigestParseError.NotDigest)]
    [InlineData("Basic Ym9iOmJvYg==", DigestParseError.NotDigest)]
    [InlineData(Good + ", Digest realm=\"b\"", DigestParseError.NotDigest)]
    [InlineData("Digest username=\"bob", DigestParseError.Malformed)]
    [InlineData(Good + ", username*=UTF-8''x", DigestParseError.Malformed)]
    [InlineData(Good + ", nc=00000001", DigestParseError.Malformed)]
    [InlineData(Good + ", =", DigestParseError.Malformed)]
    [InlineData("Digest username=\"bob\", realm=\"a\"", DigestParseError.MissingParameter)]
    [InlineData(
        "Digest username*=latin1''x, realm=\"a\", nonce=n, uri=u, response=r", DigestParseError.MissingParameter)]
    [InlineData(
        "Digest username=x, realm=\"a\", nonce=n, uri=u, response=r, qop=auth, nc=1", DigestParseError.MissingParameter)]
    [InlineData(
        "Digest username=x, realm=\"a\", nonce=n, uri=u, response=r, qop=auth, cnonce=c",
        DigestParseError.MissingParameter)]
    [InlineData(
        "Digest username=x, realm=\"a\", nonce=n, uri=u, response=r, algorithm=MD5-sess",
        DigestParseError.MissingParameter)]
    [InlineData(Good + ", algorithm=MD6", DigestParseError.UnknownAlgorithm)]
    [InlineData(
        "Digest username=x, realm=a, nonce=n, uri=u, response=r, qop=token, nc=1, cnonce=c",
        DigestParseError.UnknownQop)]
    [InlineData(
        "Digest username=x, realm=a, nonce=n, uri=u, response=r, qop=\"auth,auth-int\", nc=1, cnonce=c",
        DigestParseError.UnknownQop)]
    [InlineData(
        "Digest username=x, realm=a, nonce=n, uri=u, response=r, qop=auth, nc=00000000, cnonce=c",
        DigestParseError.BadNonceCount)]
    [InlineData(
        "Digest username=x, realm=a, nonce=n, uri=u, response=r, qop=auth, nc=000000001, cnonce=c",
        DigestParseError.BadNonceCount)]
    [InlineData(
        "Digest username=x, realm=a, nonce=n, uri=u, response=r, qop=auth, nc=xyz, cnonce=c",
        DigestParseError.BadNonceCount)]
    public void What_is_no_digest_has_its_reason(string header, DigestParseError expected)
    {
        Assert.False(DigestCredentials.TryParse(header, out var credentials, out var error));
        Assert.Equal(expected, error);
        Assert.Null(credentials);
    }

    [Theory]
    [InlineData(Good, true)]
    [InlineData("Digest realm=\"b\", nonce=x, Digest realm=\"a\"", true)]
    [InlineData("Digest \", realm=\"a\"", false)]
    [InlineData("Digest realm=\"b\"", false)]
    public void A_realm_is_found_in_malformed_credentials_too(string header, bool expected) =>
        Assert.Equal(expected, DigestCredentials.NamesRealm(header, "a"));

    // Seeded mutations: the parser never throws, and what it takes it can write and read again.
    [Fact]
    public void Mutated_credentials_do_not_throw()
    {
        var random = new Random(7616);
        for (var round = 0; round < 20_000; round++)
        {
            var text = (Good + ", username*=UTF-8''%e4%zz, opaque=\"o\\\"\"").ToCharArray();
            for (var i = 0; i < 3; i++)
            {
                text[random.Next(text.Length)] = "\"\\,=; '%*\u00e4Aa0"[random.Next(13)];
            }

            if (DigestCredentials.TryParse(new string(text), out var credentials, out _))
            {
                Assert.True(DigestCredentials.TryParse(credentials!.ToHeaderValue(), out var again, out _));
                Assert.Equal(credentials, again);
            }
        }
    }
}
