using MediaRecorder.Recording.Layouts;
using static MediaRecorder.Server.Tests.Configuration.ConfigurationText;

namespace MediaRecorder.Server.Tests.Configuration;

/// <summary>How recordings are to be built: recording.*, and what a trunk says otherwise.</summary>
public class LayoutConfigurationTests
{
    // REQ: B-02
    [Fact]
    public void Nothing_said_is_stereo_pcm_of_at_most_16_kHz()
    {
        var layout = Model(Parse($"{{ {Trunks} }}")).Calls.Trunks["carrier"].Layout;

        Assert.Equal(LayoutRules.Default, layout);
        Assert.Equal(
            (LayoutKind.Stereo, RecordingEncoding.Pcm16, 16_000, 4),
            (layout.Kind, layout.Encoding, layout.MaxSampleRate, layout.MaxChannels));
    }

    // REQ: B-02 B-03
    [Theory]
    [InlineData("stereo", LayoutKind.Stereo)]
    [InlineData("mono", LayoutKind.Mono)]
    [InlineData("perLeg", LayoutKind.PerLeg)]
    [InlineData("multi", LayoutKind.Multi)]
    [InlineData("agentOnly", LayoutKind.AgentOnly)]
    public void What_is_said_of_recordings_holds_for_every_trunk(string word, LayoutKind kind)
    {
        var model = Model(Parse($$"""
            { "recording": { "layout": "{{word}}", "encoding": "g711", "maxSampleRate": 8000, "maxChannels": 6,
                             "gains": { "customerDb": 3, "agentDb": -6, "othersDb": -1 } },
              {{Trunks}} }
            """));

        Assert.All(model.Calls.Trunks.Values, trunk => Assert.Equal(
            new LayoutRules
            {
                Kind = kind,
                Encoding = RecordingEncoding.G711,
                MaxSampleRate = 8000,
                MaxChannels = 6,
                Gains = new LayoutGains(3, -6, -1),
            },
            trunk.Layout));
    }

    // REQ: B-02 A-03
    [Fact]
    public void A_trunk_says_otherwise_for_itself_alone()
    {
        var trunks = Trunks.Replace(
            "\"side\": \"external\",", "\"side\": \"external\", \"layout\": \"mono\",", StringComparison.Ordinal);
        var model = Model(Parse($"{{ \"recording\": {{ \"encoding\": \"g711\" }}, {trunks} }}"));

        Assert.Equal(
            (LayoutKind.Mono, RecordingEncoding.G711),
            (model.Calls.Trunks["carrier"].Layout.Kind, model.Calls.Trunks["carrier"].Layout.Encoding));
        Assert.Equal(LayoutKind.Stereo, model.Calls.Trunks["pbx"].Layout.Kind);
    }

    [Theory]
    [InlineData("\"layout\": \"quadro\"", "$.recording.layout", "one of stereo, mono, perLeg, multi, agentOnly")]
    [InlineData("\"encoding\": \"mp3\"", "$.recording.encoding", "one of pcm16, g711")]
    [InlineData("\"maxSampleRate\": 44100", "$.recording.maxSampleRate", "8000, 16000 or 48000")]
    [InlineData("\"maxSampleRate\": 96000", "$.recording.maxSampleRate", "from 8000 to 48000")]
    [InlineData("\"maxChannels\": 17", "$.recording.maxChannels", "from 2 to 16")]
    [InlineData("\"gains\": { \"agentDb\": 21 }", "$.recording.gains.agentDb", "from -40 to 20")]
    [InlineData("\"gains\": { \"agentsDb\": 1 }", "$.recording.gains.agentsDb", "did you mean \"agentDb\"?")]
    public void What_cannot_be_is_told_with_its_line(string text, string path, string reason)
    {
        var error = Assert.Single(Parse($"{{\n\"recording\": {{\n{text} }},\n{Trunks} }}").Errors);

        Assert.Equal((path, 3), (error.Path, error.Line));
        Assert.Contains(reason, error.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_trunk_of_a_layout_that_there_is_not_is_told_by_its_own_path()
    {
        var trunks = Trunks.Replace(
            "\"side\": \"external\",", "\"side\": \"external\", \"layout\": \"Stereo\",", StringComparison.Ordinal);

        Assert.Equal("$.trunks.carrier.layout", OnlyError(Parse($"{{ {trunks} }}")).Path);
    }
}
