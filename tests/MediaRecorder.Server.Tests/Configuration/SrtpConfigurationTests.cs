using System.Collections.Immutable;
using MediaRecorder.Calls.Lines;
using MediaRecorder.Calls.Model;
using MediaRecorder.Media.Security;
using MediaRecorder.Server.Configuration;
using MediaRecorder.Server.Configuration.Trunks;
using MediaRecorder.Server.Options.Trunks;
using static MediaRecorder.Server.Tests.Configuration.ConfigurationText;

namespace MediaRecorder.Server.Tests.Configuration;

// REQ: A-07
public sealed class SrtpConfigurationTests
{
    private static readonly NextHopModel Plain = new(System.Net.IPEndPoint.Parse("10.0.0.1:5060"));

    [Fact]
    public void Without_the_section_media_are_plain() =>
        Assert.Equal(SrtpMode.Disabled, Model(WithTrunk()).Calls.Trunks["a"].Srtp.Mode);

    [Fact]
    public void Every_value_reaches_the_model()
    {
        var srtp = Model(WithKey(
            "\"srtp\": { \"mode\": \"required\", \"suites\": [\"AEAD_AES_128_GCM\", \"AES_CM_128_HMAC_SHA1_80\"], \"overPlainSip\": true }"))
            .Calls.Trunks["a"].Srtp;
        Assert.Equal((SrtpMode.Required, true), (srtp.Mode, srtp.OverPlainSip));
        Assert.Equal(["AEAD_AES_128_GCM", "AES_CM_128_HMAC_SHA1_80"], srtp.Suites);
    }

    [Fact]
    public void All_suites_are_the_default() =>
        Assert.Equal(MediaSecurity.Suites, Model(WithKey("\"srtp\": { \"mode\": \"optional\" }")).Calls.Trunks["a"].Srtp.Suites);

    [Theory]
    [InlineData("\"mode\": \"secure\"", ".mode", "one of")]
    [InlineData("\"suites\": []", ".suites", "at least one")]
    [InlineData("\"suites\": [\"F8_128_HMAC_SHA1_80\"]", ".suites[0]", "one of")]
    [InlineData("\"suites\": [\"AEAD_AES_128_GCM\", \"AEAD_AES_128_GCM\"]", ".suites[1]", "repeats")]
    [InlineData("\"mode\": \"required\"", ".mode", "TLS")]
    [InlineData("\"mode\": \"opportunistic\"", ".mode", "TLS")]
    [InlineData("\"overPlain\": true", ".overPlain", "overPlainSip")]
    public void What_makes_no_sense_is_refused_at_its_place(string keys, string path, string about)
    {
        var error = OnlyError(WithKey($"\"srtp\": {{ {keys} }}"));
        Assert.Equal("$.trunks.a.srtp" + path, error.Path);
        Assert.Contains(about, error.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_the_library_only_plain_media_may_be_configured()
    {
        Assert.Empty(Built(new SrtpOptions(), isAvailable: false));
        var error = Assert.Single(Built(new SrtpOptions { Mode = "optional" }, isAvailable: false));
        Assert.Equal("$.t.srtp.mode", error.Path);
        Assert.Contains("libsrtp2-1", error.Reason, StringComparison.Ordinal);
        Assert.Empty(Built(new SrtpOptions { Mode = "optional" }, isAvailable: true));
    }

    [Fact]
    public void Srtp_that_nobody_can_come_by_is_warned_of_and_allowed()
    {
        var result = WithKey("\"srtp\": { \"mode\": \"optional\" }");
        Assert.NotNull(result.Model);
        var warning = Assert.Single(result.Warnings);
        Assert.Equal(("$.trunks.a.srtp.mode", 3), (warning.Path, warning.Line));
        Assert.Contains("has no effect", warning.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"10.0.0.1:5060\"", "{ \"mode\": \"disabled\" }")]
    [InlineData("\"10.0.0.1:5060\"", "{ \"mode\": \"optional\", \"overPlainSip\": true }")]
    [InlineData("\"tls:10.0.0.1:5061\"", "{ \"mode\": \"optional\" }")]
    [InlineData("\"tls:10.0.0.1:5061\"", "{ \"mode\": \"required\" }")]
    public void Srtp_that_can_be_is_not_warned_of(string nextHop, string srtp)
    {
        var result = WithTrunk(nextHop: nextHop, routeTo: $"\"a\", \"srtp\": {srtp}");
        Assert.NotNull(result.Model);
        Assert.Empty(result.Warnings);
    }

    [Fact]
    public void Parties_that_may_come_by_TLS_are_not_warned_of()
    {
        var calls = Model(WithKey("\"srtp\": { \"mode\": \"optional\" }")).Calls;
        Assert.Single(Warned(calls));
        var listening = calls.Transports with { TlsListen = System.Net.IPEndPoint.Parse("127.0.0.1:5061") };
        Assert.Empty(Warned(calls with { Transports = listening }));
    }

    private static ImmutableArray<ConfigurationError> Warned(CallsModel calls)
    {
        var errors = new ConfigurationErrors(new Dictionary<string, int>());
        SrtpBuilder.WarnWhereNeverSecure(calls, errors);
        return errors.Warnings();
    }

    private static ImmutableArray<ConfigurationError> Built(SrtpOptions options, bool isAvailable)
    {
        var errors = new ConfigurationErrors(new Dictionary<string, int>());
        SrtpBuilder.Build("$.t", options, [Plain], errors, isAvailable);
        return errors.ToImmutable();
    }

    private static ConfigurationResult WithKey(string key) => WithTrunk(routeTo: $"\"a\", {key}");
}
