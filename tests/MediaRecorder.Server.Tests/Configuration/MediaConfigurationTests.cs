using System.Net;
using System.Net.Sockets;
using MediaRecorder.Calls.Lines;
using MediaRecorder.Calls.Model;
using MediaRecorder.Media.Paths;
using MediaRecorder.Server.Configuration;
using static MediaRecorder.Server.Tests.Configuration.ConfigurationText;

namespace MediaRecorder.Server.Tests.Configuration;

/// <summary>What the keys of the media mean, for all calls and by trunk.</summary>
// REQ: A-07
public sealed class MediaConfigurationTests
{
    [Fact]
    public void Left_out_there_is_one_address_no_timeout_and_sources_are_held_to_the_address_of_the_sdp()
    {
        var calls = Model(With("\"media\": {}")).Calls;
        Assert.Null(calls.OtherMediaAddress);
        Assert.Equal((TimeSpan.Zero, TimeSpan.Zero), (calls.MediaTimeout, calls.HoldTimeout));
        var trunk = calls.Trunks["carrier"];
        Assert.Equal(
            (SourceRule.Address, null, UnrecordableCodecs.Relay),
            (trunk.SymmetricRtp, trunk.MediaFamily, trunk.UnrecordableCodecs));
    }

    [Fact]
    public void Timeouts_and_the_second_address_are_taken()
    {
        var calls = Model(With(
            "\"media\": { \"address6\": \"2001:db8::9\", \"timeoutSeconds\": 60, \"holdTimeoutSeconds\": 3600 }")).Calls;
        Assert.Equal((60, 3600), (calls.MediaTimeout.TotalSeconds, calls.HoldTimeout.TotalSeconds));
        Assert.Equal(IPAddress.Parse("2001:db8::9"), calls.MediaAddressOf(AddressFamily.InterNetworkV6));
        Assert.Equal(IPAddress.Parse("127.0.0.1"), calls.MediaAddressOf(AddressFamily.InterNetwork));
    }

    [Theory]
    [InlineData("\"address6\": \"10.0.0.1\"", "$.media.address6", "family")]
    [InlineData("\"address6\": \"::\"", "$.media.address6", "one address")]
    [InlineData("\"address6\": \"::1 \"", "$.media.address6", "must be an address")]
    [InlineData("\"address\": \"::1\", \"address6\": \"::2\"", "$.media.address6", "family")]
    [InlineData("\"timeoutSeconds\": 4", "$.media.timeoutSeconds", "at least 5")]
    [InlineData("\"holdTimeoutSeconds\": 1", "$.media.holdTimeoutSeconds", "at least 5")]
    public void Media_values_without_sense_are_refused(string media, string path, string about)
    {
        var error = OnlyError(With($"\"media\": {{ {media} }}"));
        Assert.Equal(path, error.Path);
        Assert.Contains(about, error.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("strict", SourceRule.Strict)]
    [InlineData("nat", SourceRule.Nat)]
    public void A_trunk_says_whose_packets_count(string word, SourceRule expected) =>
        Assert.Equal(expected, Trunk($"\"symmetricRtp\": \"{word}\"").SymmetricRtp);

    [Fact]
    public void A_trunk_says_what_becomes_of_codecs_and_which_family_it_has()
    {
        Assert.Equal(UnrecordableCodecs.Remove, Trunk("\"unrecordableCodecs\": \"remove\"").UnrecordableCodecs);
        Assert.Equal(AddressFamily.InterNetwork, Trunk("\"mediaFamily\": \"ipv4\"").MediaFamily);
    }

    [Fact]
    public void A_family_without_a_media_address_is_refused()
    {
        var error = OnlyError(WithKey("\"mediaFamily\": \"ipv6\""));
        Assert.Equal("$.trunks.a.mediaFamily", error.Path);
        Assert.Contains("media.address6", error.Reason, StringComparison.Ordinal);
    }

    private static TrunkModel Trunk(string key) => Model(WithKey(key)).Calls.Trunks["a"];

    private static ConfigurationResult WithKey(string key) => WithTrunk(routeTo: $"\"a\", {key}");
}
