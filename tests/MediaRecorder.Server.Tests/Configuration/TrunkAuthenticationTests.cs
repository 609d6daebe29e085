using MediaRecorder.Calls.Model;
using MediaRecorder.Server.Configuration;
using MediaRecorder.Server.Configuration.Trunks;
using MediaRecorder.Server.Options.Trunks;
using MediaRecorder.Sip.Authentication;
using MediaRecorder.TestKit.Processes;
using static MediaRecorder.Server.Tests.Configuration.ConfigurationText;

namespace MediaRecorder.Server.Tests.Configuration;

/// <summary>Secrets of trunks: where they come from, and that no error tells them.</summary>
// REQ: A-03
public sealed class TrunkAuthenticationTests : IDisposable
{
    private const string Secret = "tops3cret";
    private const string Md5 = "0123456789abcdef0123456789ABCDEF";
    private const string Sha256 = Md5 + Md5;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_password_is_the_first_line_of_its_file()
    {
        var account = Trunk($"\"credentials\": {{ \"user\": \"bob\", \"passwordFile\": \"{Write(Secret + "\nnot this")}\" }}")
            .Credentials!;

        Assert.Equal(("bob", null), (account.User, account.Realm));
        Assert.Equal(ResponseOf(DigestSecret.FromPassword(Secret)), ResponseOf(account.Secret));
    }

    [Fact]
    public void A_password_may_come_from_the_environment()
    {
        const string Variable = "MEDIARECORDER_TEST_TRUNK_PASSWORD";
        Environment.SetEnvironmentVariable(Variable, Secret);
        try
        {
            var account = Trunk(
                $"\"credentials\": {{ \"user\": \"bob\", \"passwordEnvironment\": \"{Variable}\", \"realm\": \"r\" }}")
                .Credentials!;
            Assert.Equal("r", account.Realm);
            Assert.Equal(ResponseOf(DigestSecret.FromPassword(Secret)), ResponseOf(account.Secret));
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, null);
        }
    }

    [Theory]
    [InlineData("\"user\": \"bob\"", "passwordFile", "is missing")]
    [InlineData("\"passwordFile\": \"x\"", "user", "is missing")]
    [InlineData("\"user\": \"a:b\", \"passwordFile\": \"FILE\"", "user", "colon")]
    [InlineData("\"user\": \"bob\", \"passwordFile\": \"nowhere\"", "passwordFile", "does not exist")]
    [InlineData("\"user\": \"bob\", \"passwordFile\": \"EMPTY\"", "passwordFile", "first line is empty")]
    [InlineData("\"user\": \"bob\", \"passwordEnvironment\": \"MR_NOT_SET\"", "passwordEnvironment", "not set")]
    [InlineData(
        "\"user\": \"bob\", \"passwordFile\": \"FILE\", \"passwordEnvironment\": \"X\"", "passwordFile", "beside")]
    public void Credentials_that_cannot_be_used_refuse_to_start(string keys, string key, string reason)
    {
        var written = keys.Replace("FILE", Write(Secret), StringComparison.Ordinal)
            .Replace("EMPTY", Write("\n"), StringComparison.Ordinal);

        var error = OnlyError(With($"\"credentials\": {{ {written} }}"));

        Assert.Equal($"$.trunks.a.credentials.{key}", error.Path);
        Assert.Contains(reason, error.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, error.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Users_come_with_their_passwords()
    {
        var rules = Trunk(
            $"\"authenticate\": {{ \"realm\": \"here\", \"passwordsFile\": \"{Write($"# staff\n\nbob:{Secret}\nalice:a:b\n")}\" }}")
            .Authenticate!;

        Assert.Equal(["alice", "bob"], rules.Users.Keys.Order(StringComparer.Ordinal));
        Assert.Equal([DigestAlgorithm.Sha256, DigestAlgorithm.Md5], rules.Algorithms);
        Assert.Equal(ResponseOf(DigestSecret.FromPassword("a:b")), ResponseOf(rules.Users["alice"]));
        Assert.False(rules.IsProxy);
    }

    [Fact]
    public void Users_come_with_their_hashes()
    {
        var file = Write($"bob:here:{Md5}\nbob:here:{Sha256}\neve:there:{Md5}\n");
        var rules = Trunk(
            $"\"authenticate\": {{ \"realm\": \"here\", \"usersFile\": \"{file}\", \"asProxy\": true }}").Authenticate!;

        var (user, secret) = Assert.Single(rules.Users);
        Assert.Equal("bob", user);
        Assert.True(secret.Serves(DigestAlgorithm.Md5) && secret.Serves(DigestAlgorithm.Sha256));
        Assert.False(secret.Serves(DigestAlgorithm.Sha512Of256));
        Assert.True(rules.IsProxy);
    }

    [Theory]
    [InlineData("usersFile", "bob:here:" + Md5, "has 1 users without a SHA-256 hash")]
    [InlineData("usersFile", "bob:here:" + Secret, "line 1 is not user:realm:hash")]
    [InlineData("usersFile", "\nbob:" + Md5, "line 2 is not user:realm:hash")]
    [InlineData("usersFile", "bob:here:" + Md5 + "\nbob:here:" + Md5, "line 2 repeats a user")]
    [InlineData("usersFile", "bob:there:" + Md5, "without a user of this realm")]
    [InlineData("passwordsFile", Secret, "line 1 is not user:password")]
    [InlineData("passwordsFile", "bob:" + Secret + "\nbob:x", "line 2 repeats a user")]
    [InlineData("passwordsFile", "", "without a user of this realm")]
    public void A_bad_line_is_named_by_its_number_only(string key, string text, string reason)
    {
        var error = OnlyError(With($"\"authenticate\": {{ \"realm\": \"here\", \"{key}\": \"{Write(text)}\" }}"));

        Assert.Equal($"$.trunks.a.authenticate.{key}", error.Path);
        Assert.Contains(reason, error.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, error.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(Md5, error.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"realm\": \"here\"", "usersFile", "is missing")]
    [InlineData("\"usersFile\": \"x\"", "realm", "is missing")]
    [InlineData("\"realm\": \"here\", \"passwordsFile\": \"nowhere\"", "passwordsFile", "does not exist")]
    [InlineData("\"realm\": \"here\", \"passwordsFile\": \"FILE\", \"algorithms\": []", "algorithms", "at least one")]
    [InlineData(
        "\"realm\": \"here\", \"passwordsFile\": \"FILE\", \"algorithms\": [\"SHA-1\"]",
        "algorithms[0]",
        "one of SHA-512-256, SHA-256, MD5")]
    [InlineData(
        "\"realm\": \"here\", \"passwordsFile\": \"FILE\", \"algorithms\": [\"MD5\", \"MD5\"]",
        "algorithms[1]",
        "repeats")]
    public void Rules_that_cannot_be_used_refuse_to_start(string keys, string key, string reason)
    {
        var written = keys.Replace("FILE", Write("bob:" + Secret), StringComparison.Ordinal);

        var error = OnlyError(With($"\"authenticate\": {{ {written} }}"));

        Assert.Equal($"$.trunks.a.authenticate.{key}", error.Path);
        Assert.Contains(reason, error.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_libcrypto_SHA_512_256_is_refused()
    {
        var errors = new ConfigurationErrors(new Dictionary<string, int>());
        var options = new AuthenticateOptions
        {
            Realm = "here",
            Algorithms = ["SHA-512-256"],
            PasswordsFile = Write("bob:" + Secret),
        };

        AuthenticateBuilder.Build("$.trunks.a", options, errors, WorkingFolder, new DigestHashes(null));

        var error = Assert.Single(errors.ToImmutable());
        Assert.Equal("$.trunks.a.authenticate.algorithms[0]", error.Path);
        Assert.Contains("libcrypto.so.3", error.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_is_printed_shows_no_secret()
    {
        var file = Write(Secret);
        var trunk = Trunk($"\"credentials\": {{ \"user\": \"bob\", \"passwordFile\": \"{file}\" }}");

        Assert.DoesNotContain(Secret, $"{trunk} {trunk.Credentials}", StringComparison.Ordinal);
    }

    private static string? ResponseOf(DigestSecret secret)
    {
        Assert.True(DigestCredentials.TryParse(
            "Digest username=u, realm=r, nonce=n, uri=\"u\", response=x", out var credentials, out _));
        return DigestResponse.Compute(new DigestHashes(null), secret, "u", credentials!, "INVITE", []);
    }

    private static ConfigurationResult With(string keys) => Parse(
        $$"""
        {
          "trunks": {
            "a": { "side": "external", "allow": ["10.0.0.1"], "nextHop": "10.0.0.1:5060", "routeTo": "a", {{keys}} }
          }
        }
        """);

    private static TrunkModel Trunk(string keys) => Model(With(keys)).Calls.Trunks["a"];

    private string Write(string text)
    {
        var file = Path.Combine(_folder.Path, $"secret{Guid.NewGuid():n}");
        File.WriteAllText(file, text);
        return file;
    }
}
