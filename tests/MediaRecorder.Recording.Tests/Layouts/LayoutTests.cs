using MediaRecorder.Audio.Tones;
using MediaRecorder.Containers.Wav;
using MediaRecorder.Policy.Control;
using MediaRecorder.Policy.Cues;
using MediaRecorder.Policy.Model;
using MediaRecorder.Recording.Facts;
using MediaRecorder.Recording.Files;
using MediaRecorder.Recording.Layouts;
using MediaRecorder.Recording.Sidecars;
using MediaRecorder.Recording.Tests.Fakes;

namespace MediaRecorder.Recording.Tests.Layouts;

/// <summary>Whole recordings in virtual time in each layout: the customer is 440 Hz, the agent 1000 Hz.</summary>
// REQ: B-02
public sealed class LayoutTests
{
    [Fact]
    public void A_mono_mix_has_everybody_with_the_gain_of_his_role()
    {
        using Stage stage = Answered(new LayoutRules
        {
            Kind = LayoutKind.Mono,
            Gains = new LayoutGains(CustomerDb: -6.0206, OthersDb: 3),
        });
        stage.RunTo(2000);
        stage.Join(2, LegRole.ThirdParty, 1800);
        stage.RunTo(5000);
        stage.HangUp();

        PublishedAudio audio = stage.Audio();
        Assert.Equal(new WavFormat(WavEncoding.Pcm16, 1, 8000), audio.Format);
        Assert.Equal(5000 * 8, audio.Samples);
        audio.AssertHears(0, 440, 100, 5000, 4000);
        audio.AssertHears(0, 1000, 100, 5000, 8000);
        audio.AssertHears(0, 1800, 2100, 5000, 8000 * 1.4125);
        audio.AssertHears(0, 1800, 100, 1900, 0);
        Assert.Equal(new SidecarChannel(0, "mix", null, Name(stage)), Assert.Single(stage.Sidecar().Format.Channels));
        Assert.Equal([0, 0, 0], stage.Sidecar().Legs.Select(leg => leg.Channel));
    }

    // The limiter turns down the whole; clipping would leave a row of samples at full scale in each period.
    [Fact]
    public void A_mono_mix_of_loud_voices_does_not_clip()
    {
        using Stage stage = Answered(new LayoutRules
        {
            Kind = LayoutKind.Mono,
            Gains = new LayoutGains(CustomerDb: 12, AgentDb: 12),
        });
        stage.RunTo(3000);
        stage.HangUp();

        ReadOnlySpan<short> mix = stage.Audio().Span(0, 1000, 3000);
        int full = 0;
        foreach (short sample in mix)
            full += sample is >= 32_766 or <= -32_766 ? 1 : 0;
        Assert.InRange(full, 0, mix.Length / 20);
        double customer = new Goertzel(440, 8000).Power(mix);
        double agent = new Goertzel(1000, 8000).Power(mix);
        Assert.InRange(customer / agent, 0.9, 1.1);
        Assert.True(customer + agent > 0.99 * Goertzel.TotalPower(mix), "the mix is distorted");
    }

    [Fact]
    public void The_agent_alone_is_kept_where_the_layout_says_so_and_nothing_of_anybody_else()
    {
        using Stage stage = Answered(new LayoutRules { Kind = LayoutKind.AgentOnly });
        stage.RunTo(3000);
        stage.HangUp();

        PublishedAudio audio = stage.Audio();
        Assert.Equal(1, audio.Format.ChannelCount);
        audio.AssertTone(0, 1000, 0, 3000);
        Assert.Equal(
            [new SidecarLeg(0, "customer", null, "layout"), new SidecarLeg(1, "agent", 0, null)],
            stage.Sidecar().Legs);
        Assert.Equal("agent", Assert.Single(stage.Sidecar().Quality).Role);
        Assert.Equal(0, stage.Worker.Counters.UnplacedLegs);
    }

    [Fact]
    public void A_layout_of_a_role_that_nobody_has_is_silent_and_as_long_as_the_call()
    {
        using Stage stage = Answered(new LayoutRules { Kind = LayoutKind.AgentOnly }, agent: LegRole.Flow);
        stage.RunTo(3000);
        stage.HangUp();
        Assert.Equal(3000 * 8, stage.Audio().Samples);
        stage.Audio().AssertSilent(0, 0, 3000);
        Assert.Null(Assert.Single(stage.Sidecar().Format.Channels).Leg);
    }

    [Fact]
    public void One_file_for_each_party_is_as_long_as_the_call_and_one_sidecar_names_them_all()
    {
        using Stage stage = Answered(new LayoutRules { Kind = LayoutKind.PerLeg });
        stage.RunTo(2000);
        stage.Join(2, LegRole.ThirdParty, 1800);
        stage.RunTo(5013);
        stage.HangUp();

        foreach ((string part, double hz, int fromMs) in ((string, double, int)[])
            [("customer", 440, 0), ("agent", 1000, 0), ("thirdParty-2", 1800, 2000)])
        {
            PublishedAudio audio = stage.Audio($".{part}.wav");
            Assert.Equal((1, 5020 * 8), (audio.Format.ChannelCount, audio.Samples));
            audio.AssertSilent(0, 0, fromMs);
            audio.AssertTone(0, hz, fromMs, 5000);
        }

        Assert.Equal(
            [
                new SidecarChannel(0, "customer", 0, Name(stage, ".customer")),
                new SidecarChannel(0, "agent", 1, Name(stage, ".agent")),
                new SidecarChannel(0, "thirdParty", 2, Name(stage, ".thirdParty-2")),
            ],
            stage.Sidecar().Format.Channels);
        RecordingCompleted completed = Assert.IsType<RecordingCompleted>(stage.Facts[^1]);
        Assert.Equal(
            stage.Sidecar().Format.Channels.Select(channel => channel.File),
            completed.AudioPaths.Select(path => Path.GetFileName(path)));
        Assert.Equal(4, stage.Disk.Files.Count - stage.Disk.CountOf(RecordingFolders.SpareEnding));
    }

    // REQ: B-06, C-05
    [Fact]
    public void The_sidecar_says_when_a_party_joined_and_left_and_what_it_says_then_is_not_recorded()
    {
        using Stage stage = Answered(new LayoutRules { Kind = LayoutKind.Multi });
        stage.RunTo(2000);
        stage.Join(2, LegRole.ThirdParty, 1800);
        stage.RunTo(3500);
        stage.Leave(2);
        stage.RunTo(5000);
        stage.HangUp();

        stage.Audio().AssertSilent(2, 0, 2000);
        stage.Audio().AssertTone(2, 1800, 2000, 3500);
        stage.Audio().AssertSilent(2, 3500, 5000);
        stage.Audio().AssertTone(0, 440, 0, 5000);
        Assert.Equal(
            [
                new SidecarLeg(0, "customer", 0, null), new SidecarLeg(1, "agent", 1, null),
                new SidecarLeg(2, "thirdParty", 2, null, JoinedMs: 2000, LeftMs: 3500),
            ],
            stage.Sidecar().Legs);
        Assert.Equal(
            ["party-joined", "party-left"],
            stage.Sidecar().Cues.Select(cue => cue.Cue).Where(name => name.StartsWith("party", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(RecordingEncoding.Pcm16)]
    [InlineData(RecordingEncoding.G711)]
    public void Who_joins_a_multi_channel_recording_has_a_channel_that_is_silent_from_its_start_until_then(
        RecordingEncoding encoding)
    {
        using Stage stage = Answered(new LayoutRules { Kind = LayoutKind.Multi, Encoding = encoding });
        stage.RunTo(2000);
        stage.Join(2, LegRole.ThirdParty, 1800);
        stage.RunTo(5000);
        stage.HangUp();

        PublishedAudio audio = stage.Audio();
        Assert.Equal((4, 5000 * 8), (audio.Format.ChannelCount, audio.Samples));
        audio.AssertTone(0, 440, 0, 5000);
        audio.AssertTone(1, 1000, 0, 5000);
        audio.AssertSilent(2, 0, 2000);
        audio.AssertTone(2, 1800, 2000, 5000);
        audio.AssertSilent(3, 0, 5000);
        Assert.Equal(
            [("customer", (int?)0), ("agent", 1), ("thirdParty", 2), ("thirdParty", null)],
            stage.Sidecar().Format.Channels.Select(channel => (channel.Role, channel.Leg)));
        Assert.Equal(3, stage.Sidecar().Quality.Count);
    }

    [Theory]
    [InlineData(LayoutKind.Stereo, RecordingEncoding.Pcm16)]
    [InlineData(LayoutKind.Stereo, RecordingEncoding.G711)]
    [InlineData(LayoutKind.PerLeg, RecordingEncoding.G711)]
    [InlineData(LayoutKind.AgentOnly, RecordingEncoding.Pcm16)]
    public void After_a_transfer_the_new_agent_goes_on_on_the_channel_of_the_agent(
        LayoutKind kind, RecordingEncoding encoding)
    {
        using Stage stage = Answered(new LayoutRules { Kind = kind, Encoding = encoding });
        stage.RunTo(2000);
        stage.AgentTalks = false;
        stage.Join(2, LegRole.Agent, 1800);
        stage.RunTo(4000);
        stage.HangUp();

        PublishedAudio audio = stage.Audio(kind == LayoutKind.PerLeg ? ".agent.wav" : ".wav");
        int channel = audio.Format.ChannelCount - 1;
        audio.AssertTone(channel, 1000, 0, 2000);
        audio.AssertTone(channel, 1800, 2000, 4000);
        int place = kind == LayoutKind.AgentOnly ? 0 : 1;
        Assert.Equal(new SidecarLeg(2, "agent", place, null, JoinedMs: 2000), stage.Sidecar().Legs[^1]);
        Assert.Equal(1, stage.Sidecar().Format.Channels[place].Leg);
    }

    [Theory]
    [InlineData(RecordingEncoding.Pcm16)]
    [InlineData(RecordingEncoding.G711)]
    public void Two_agents_at_the_same_time_are_both_heard_on_their_channel(RecordingEncoding encoding)
    {
        using Stage stage = Answered(new LayoutRules { Encoding = encoding });
        stage.Join(2, LegRole.Agent, 1800);
        stage.RunTo(3000);
        stage.HangUp();
        stage.Audio().AssertTone(0, 440, 0, 3000);
        stage.Audio().AssertHears(1, 1000, 100, 3000);
        stage.Audio().AssertHears(1, 1800, 100, 3000);
    }

    [Theory]
    [InlineData(LayoutKind.Multi)]
    [InlineData(LayoutKind.PerLeg)]
    public void Ten_third_parties_are_counted_and_told_as_far_as_they_are_not_recorded_and_take_nobodys_channel(
        LayoutKind kind)
    {
        using Stage stage = Answered(new LayoutRules { Kind = kind, MaxChannels = 4 }, maxBlocks: 32);
        stage.RunTo(1000);
        for (int i = 0; i < 10; i++)
            stage.Join(2 + i, LegRole.ThirdParty, 1200 + 200 * i);
        stage.RunTo(3000);
        stage.HangUp();

        Sidecar sidecar = stage.Sidecar();
        Assert.Equal(8, stage.Worker.Counters.UnplacedLegs);
        Assert.Equal(8, sidecar.Legs.Count(leg => leg is { Channel: null, NotRecorded: "maxChannels" }));
        Assert.Equal([2, 3], sidecar.Legs.Where(leg => leg.Leg >= 2 && leg.Channel is not null).Select(leg => leg.Leg));
        Assert.Equal(4, sidecar.Format.Channels.Count);
        for (int i = 0; i < 4; i++)
        {
            SidecarChannel channel = sidecar.Format.Channels[i];
            double hz = i switch { 0 => 440, 1 => 1000, _ => 800 + 200 * i };
            stage.Audio(channel.File).AssertTone(channel.Index, hz, 1000, 3000);
        }
    }

    [Fact]
    public void A_third_party_of_a_stereo_recording_is_told_as_not_recorded()
    {
        using Stage stage = Answered(LayoutRules.Default);
        stage.RunTo(1000);
        stage.Join(2, LegRole.ThirdParty, 1800);
        stage.RunTo(3000);
        stage.HangUp();
        stage.Audio().AssertTone(0, 440, 0, 3000);
        stage.Audio().AssertTone(1, 1000, 0, 3000);
        Assert.Equal(new SidecarLeg(2, "thirdParty", null, "layout", JoinedMs: 1000), stage.Sidecar().Legs[^1]);
        Assert.Equal(0, stage.Worker.Counters.UnknownTapPackets);
    }

    [Fact]
    public void A_hold_is_silent_in_a_mix_and_in_the_file_of_each_party()
    {
        foreach (LayoutKind kind in (LayoutKind[])[LayoutKind.Mono, LayoutKind.PerLeg, LayoutKind.Multi])
        {
            using Stage stage = Answered(new LayoutRules { Kind = kind });
            stage.RunTo(1000);
            stage.Play(new HoldStarted(stage.NowNs, CueSource.Signalling, "a=sendonly", LegId.Egress));
            stage.RunTo(2000);
            stage.Play(new HoldEnded(stage.NowNs, CueSource.Signalling, "a=sendrecv", LegId.Egress));
            stage.RunTo(3000);
            stage.HangUp();
            foreach (SidecarChannel channel in stage.Sidecar().Format.Channels)
                stage.Audio(channel.File).AssertSilent(channel.Index, 1000, 2000);
            stage.Audio(stage.Sidecar().Format.Channels[0].File).AssertHears(0, 440, 2000, 3000);
        }
    }

    [Fact]
    public void A_leg_that_joins_again_or_after_the_end_changes_nothing()
    {
        using Stage stage = Answered(new LayoutRules { Kind = LayoutKind.Multi });
        stage.Join(1, LegRole.ThirdParty, 1800);
        stage.RunTo(2000);
        stage.Do([new StopRecording(stage.NowNs, EndCause.CalleeHungUp, "test")]);
        stage.RunTo(3000);
        stage.Join(2, LegRole.ThirdParty, 1800);
        stage.RunTo(3500);
        stage.HangUp();
        Assert.Equal(2, stage.Sidecar().Legs.Count);
        stage.Audio().AssertTone(1, 1000, 0, 2000);
        stage.Audio().AssertSilent(2, 0, 2000);
    }

    private static string Name(Stage stage, string part = "") => $"20260304T235958Z_{stage.Id}{part}.wav";

    private static Stage Answered(LayoutRules rules, LegRole agent = LegRole.Agent, int maxBlocks = 16) =>
        new Stage(layout: rules, maxBlocks: maxBlocks) { AgentRole = agent }.Answered();
}
