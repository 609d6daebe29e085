using MediaRecorder.Policy.Cues;
using MediaRecorder.Policy.Model;
using MediaRecorder.Recording.Commands;
using MediaRecorder.Recording.Facts;
using MediaRecorder.Recording.Sidecars;
using MediaRecorder.Recording.Tests.Fakes;
using MediaRecorder.Recording.Timelines;

namespace MediaRecorder.Recording.Tests;

/// <summary>Whole recordings in virtual time: the customer is 440 Hz, the agent 1000 Hz.</summary>
public sealed class RecordingTests
{
    // REQ: B-02
    [Fact]
    public void The_customer_is_on_channel_0_and_the_agent_on_1()
    {
        using var stage = new Stage().Answered();
        stage.RunTo(5000);
        stage.HangUp();

        PublishedAudio audio = stage.Audio();
        audio.AssertTone(0, 440, 0, 5000);
        audio.AssertTone(1, 1000, 0, 5000);
    }

    // REQ: B-01
    [Theory]
    [InlineData(5000)]
    [InlineData(5013.37)]
    [InlineData(30)]
    [InlineData(0)]
    public void The_file_is_exactly_as_long_as_the_call(double endMs)
    {
        using var stage = new Stage().Answered();
        stage.RunTo(endMs);
        stage.Play(new CallEnded(Stage.At(endMs), CueSource.Signalling, "BYE", EndCause.CallerHungUp));
        stage.Turn();
        Assert.Equal((int)(endMs * 8), stage.Audio().Samples);
        Assert.Equal((int)(endMs * 8) / 8000.0, stage.Sidecar().Seconds);
    }

    // REQ: B-01
    [Fact]
    public void A_call_without_a_packet_is_as_long_as_the_clock_says()
    {
        using var stage = new Stage().Answered();
        stage.CustomerTalks = stage.AgentTalks = false;
        stage.RunTo(600_000);
        stage.HangUp();
        PublishedAudio audio = stage.Audio();
        Assert.Equal(600 * 8000, audio.Samples);
        audio.AssertSilent(0, 0, 600_000);
    }

    // REQ: C-01 B-05 B-06
    [Fact]
    public void A_hold_is_silent_on_both_legs_to_the_sample_and_stands_in_the_index()
    {
        using var stage = new Stage().Answered();
        stage.RunTo(2000);
        stage.Play(new HoldStarted(stage.NowNs, CueSource.Signalling, "a=sendonly", LegId.Egress));
        stage.RunTo(4000);
        stage.Play(new HoldEnded(stage.NowNs, CueSource.Signalling, "a=sendrecv", LegId.Egress));
        stage.RunTo(6000);
        stage.HangUp();

        PublishedAudio audio = stage.Audio();
        for (int channel = 0; channel < 2; channel++)
        {
            double hz = channel == 0 ? 440 : 1000;
            audio.AssertTone(channel, hz, 0, 2000);
            audio.AssertSilent(channel, 2000, 4000);
            audio.AssertTone(channel, hz, 4000, 6000);
        }

        Assert.Equal(
            [(SegmentKind.Talk, 0, 16000), (SegmentKind.Hold, 16000, 32000), (SegmentKind.Talk, 32000, 48000)],
            stage.Sidecar().Segments.Select(s => (s.Kind, (int)s.StartSample, (int)s.EndSample)));
        SidecarSegment hold = stage.Sidecar().Segments[1];
        Assert.Equal(("hold-started", "agent", 2000L, 4000L), (hold.Cause, hold.By, hold.StartMs, hold.EndMs));
    }

    // REQ: C-04 B-07
    [Fact]
    public void A_pause_code_is_taken_back_as_far_as_it_is_in_memory_and_the_index_states_the_true_sample()
    {
        using var stage = new Stage().Answered();
        stage.RunTo(5000);

        // The code took 1.5 s to dial: 900 ms of it are written by now.
        stage.Play(new PauseRequested(stage.NowNs, CueSource.Keypad, "#11#", LegId.Egress, Stage.At(3500)));
        stage.RunTo(8000);
        stage.Play(new ResumeRequested(stage.NowNs, CueSource.Keypad, "#12#", LegId.Egress, Stage.At(7900)));
        stage.RunTo(10_000);
        stage.HangUp();

        // The last 600 ms at least, and what was not due to be written yet.
        SidecarSegment pause = Assert.Single(stage.Sidecar().Segments, s => s.Kind == SegmentKind.Pause);
        Assert.InRange(pause.StartSample, 4080 * 8, 4400 * 8);
        Assert.Equal(7900 * 8, pause.EndSample);
        Assert.Equal(0, pause.StartSample % 8);
        PublishedAudio audio = stage.Audio();
        for (int channel = 0; channel < 2; channel++)
        {
            double hz = channel == 0 ? 440 : 1000;
            audio.AssertTone(channel, hz, 0, (int)pause.StartMs);
            audio.AssertSilent(channel, (int)pause.StartMs, 7900);
            audio.AssertTone(channel, hz, 7900, 10_000);
        }

        Assert.DoesNotContain(stage.Sidecar().Cues, cue => cue.Evidence.Contains('1', StringComparison.Ordinal));
    }

    // REQ: C-04 B-07
    [Fact]
    public void A_quick_pause_code_is_silent_from_its_first_key()
    {
        using var stage = new Stage().Answered();
        stage.RunTo(3000);
        stage.Play(new PauseRequested(stage.NowNs, CueSource.Keypad, "#11#", LegId.Egress, Stage.At(2512.5)));
        stage.RunTo(4000);
        stage.HangUp();
        PublishedAudio audio = stage.Audio();
        audio.AssertTone(0, 440, 0, 2512);
        Assert.Equal(20_100, stage.Sidecar().Segments.Single(s => s.Kind == SegmentKind.Pause).StartSample);
        Assert.True(audio.Channel(0)[20_100..].IndexOfAnyExcept((short)0) < 0);
        Assert.True(audio.Channel(1)[20_100..].IndexOfAnyExcept((short)0) < 0);
    }

    // REQ: B-07
    [Fact]
    public void A_key_of_the_agent_is_muted_on_the_agents_leg_alone_while_it_is_down_and_around()
    {
        using var stage = new Stage().Answered();
        stage.RunTo(3000);

        // 700 ms: longer than the hold-back, so that the press alone must already shut the gate.
        PressKey(stage, packets: 35);
        stage.RunTo(6000);
        stage.HangUp();

        PublishedAudio audio = stage.Audio();
        audio.AssertTone(0, 440, 0, 6000);
        audio.AssertTone(1, 1000, 0, 2920);
        audio.AssertSilent(1, 2940, 3740);
        audio.AssertTone(1, 1000, 3760, 6000);
    }

    // The audio beside the key lies at the path's least delay, whatever became of the packet that told the key.
    // REQ: B-07
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_key_that_the_network_held_up_is_muted_where_its_sound_lies(bool wide)
    {
        using var stage = new Stage(maxBlocks: 16)
        {
            Formats = [wide ? new PayloadFormat(9, "G722", 8000) : new PayloadFormat(0, "PCMU", 8000)],
        };
        if (wide)
        {
            stage.Customer.SpeakWide();
            stage.Agent.SpeakWide();
        }

        stage.Answered();
        stage.RunTo(3000);
        PressKey(stage, packets: 15, heldUpSteps: 6);
        stage.RunTo(6000);
        stage.HangUp();
        PublishedAudio audio = stage.Audio();
        Assert.Equal(wide ? 16_000 : 8000, audio.Format.SampleRate);
        audio.AssertTone(1, 1000, 100, 2930);
        audio.AssertSilent(1, 2950, 3300);
        audio.AssertTone(1, 1000, 3800, 6000);
        audio.AssertTone(0, 440, 100, 6000);
    }

    // REQ: B-07
    [Fact]
    public void A_key_that_lay_in_the_ring_while_the_worker_stalled_is_muted_all_the_same()
    {
        using var stage = new Stage(maxBlocks: 32).Answered();
        stage.RunTo(3000);
        PressKey(stage, packets: 15, polls: false);
        stage.StallTo(7000);
        stage.RunTo(8000);
        stage.HangUp();
        PublishedAudio audio = stage.Audio();
        audio.AssertTone(0, 440, 0, 8000);
        audio.AssertTone(1, 1000, 0, 2920);
        audio.AssertSilent(1, 2940, 3300);
        audio.AssertTone(1, 1000, 3400, 8000);
    }

    // REQ: B-07
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_key_right_before_the_end_is_muted_though_nobody_answers_it_any_more(int packets)
    {
        using var stage = new Stage().Answered();
        stage.RunTo(3000);
        PressKey(stage, packets, polls: false);
        stage.HangUp();
        PublishedAudio audio = stage.Audio();
        audio.AssertTone(0, 440, 0, 3000);
        audio.AssertTone(1, 1000, 0, 2920);
        audio.AssertSilent(1, 2940, 3000 + packets * 20);
    }

    // REQ: B-07
    [Fact]
    public void A_trunk_that_keeps_the_sound_of_keys_has_it_in_the_file()
    {
        using var stage = new Stage(rules: new RecordingRules(MuteKeys: false)).Answered();
        stage.RunTo(3000);
        PressKey(stage, packets: 15);
        stage.RunTo(6000);
        stage.HangUp();
        stage.Audio().AssertTone(1, 1000, 0, 6000);
    }

    [Fact]
    public void Cues_are_stored_with_time_source_and_redacted_evidence()
    {
        using var stage = new Stage().Answered();
        stage.RunTo(1000);
        stage.Play(new PauseRequested(stage.NowNs, CueSource.Keypad, "code #11#", LegId.Egress, stage.NowNs));
        stage.RunTo(2000);
        stage.HangUp();
        Assert.Equal(
            [
                new SidecarCue(0, "call-offered", "signalling", "INVITE"),
                new SidecarCue(0, "call-answered", "signalling", "200 OK"),
                new SidecarCue(1000, "pause-requested", "keypad", "code ••••"),
                new SidecarCue(2000, "call-ended", "signalling", "BYE"),
            ],
            stage.Sidecar().Cues);
    }

    [Fact]
    public void The_sidecar_says_what_the_file_is()
    {
        using var stage = new Stage().Answered();
        stage.Worker.Commands.Post(new SetTag(stage.Id, "skill", "billing"));
        stage.RunTo(4000);
        stage.HangUp();

        Sidecar sidecar = stage.Sidecar();
        Assert.Equal(
            (1, stage.Id.ToString(), "call-7", "abc@sbc"),
            (sidecar.Version, sidecar.Recording, sidecar.CallReference, sidecar.SipCallId));
        Assert.Equal((Stage.AnsweredAt, Stage.AnsweredAt.AddSeconds(4)), (sidecar.StartedAt, sidecar.EndedAt));
        Assert.Equal(("completed", false, "callerHungUp"), (sidecar.State, sidecar.Recovered, sidecar.EndCause));
        Assert.Equal(
            [
                new SidecarChannel(0, "customer", 0, $"20260304T235958Z_{stage.Id}.wav"),
                new SidecarChannel(1, "agent", 1, $"20260304T235958Z_{stage.Id}.wav"),
            ],
            sidecar.Format.Channels);
        Assert.Equal([new SidecarLeg(0, "customer", 0, null), new SidecarLeg(1, "agent", 1, null)], sidecar.Legs);
        Assert.Equal(
            ("stereo", "pcm16", null, 8000),
            (
                sidecar.Format.Layout, sidecar.Format.Encoding, sidecar.Format.PcmBecause,
                sidecar.Format.SampleRate));
        Assert.Equal("billing", sidecar.Tags["skill"]);
        Assert.Equal(new SidecarLegQuality(0, "customer", 200, 0, 0, 0, 0, 1, 0, Mos: 4.41), sidecar.Quality[0]);

        RecordingCompleted completed = Assert.IsType<RecordingCompleted>(stage.Facts[^1]);
        Assert.Equal($"/recordings/2026/03/04/20260304T235958Z_{stage.Id}.wav", Assert.Single(completed.AudioPaths));
        Assert.Equal([".json", ".spare", ".wav"], stage.Disk.Files.Keys.Select(Path.GetExtension).Order());
        Assert.Contains(
            "\"kind\": \"talk\"", System.Text.Encoding.UTF8.GetString(stage.Disk.Only(".json").Bytes),
            StringComparison.Ordinal);
    }

    // REQ: B-01
    [Fact]
    public void A_call_with_one_way_audio_keeps_its_clock()
    {
        using var stage = new Stage().Answered();
        stage.AgentTalks = false;
        stage.RunTo(3000);
        stage.AgentTalks = true;
        stage.RunTo(5000);
        stage.HangUp();
        PublishedAudio audio = stage.Audio();
        audio.AssertTone(0, 440, 0, 5000);
        audio.AssertSilent(1, 0, 3000);
        audio.AssertTone(1, 1000, 3000, 5000);
        Assert.Equal(3000, stage.Sidecar().Quality[1].GapMs);
    }

    [Fact]
    public void A_recording_that_never_started_is_forgotten_without_a_file_or_a_fact()
    {
        using var stage = new Stage().Open();
        stage.RunTo(2000);
        stage.HangUp();
        Assert.Empty(stage.Disk.Files);
        Assert.Empty(stage.Facts);
        Assert.Equal(0, stage.Worker.OpenRecordings);
    }

    [Fact]
    public void A_recording_started_into_the_past_begins_there_with_what_is_still_in_memory()
    {
        using var stage = new Stage().Open();
        stage.RunTo(3000);
        stage.Do([
            new Policy.Control.StartRecording(Stage.At(2000), "test"),
            new Policy.Control.SetCapture(LegId.Ingress, true, Stage.At(2000), "test")]);
        stage.RunTo(4000);
        stage.Worker.Commands.Post(new CloseRecording(stage.Id, stage.NowNs));
        stage.Turn();
        PublishedAudio audio = stage.Audio();
        Assert.Equal(2000 * 8, audio.Samples);

        // The last 600 ms at least, and at most the 320 ms between two writes before them.
        int heard = audio.Channel(0).IndexOfAnyExcept((short)0) / 8;
        Assert.InRange(heard, 80, 400);
        audio.AssertTone(0, 440, heard + 1, 2000);
    }

    // REQ: B-06
    [Fact]
    public void A_start_between_two_samples_is_rounded_as_the_gate_rounds_so_that_talk_begins_with_the_file()
    {
        using var stage = new Stage().Open();
        long betweenNs = Stage.AnswerNs + 1;
        stage.Do([
            new Policy.Control.StartRecording(betweenNs, "test"),
            new Policy.Control.SetCapture(LegId.Ingress, true, betweenNs, "test"),
            new Policy.Control.OpenSegment(SegmentKind.Talk, betweenNs, "call-answered", null, "test")]);
        stage.RunTo(1000);
        stage.HangUp();
        Assert.Equal(0, Assert.Single(stage.Sidecar().Segments).StartSample);
        Assert.Equal(1000 * 8 - 1, stage.Audio().Samples);
    }

    /// <param name="heldUpSteps">The network keeps the agent's first packets of the key for these many steps.</param>
    private static void PressKey(Stage stage, int packets, int heldUpSteps = 0, bool polls = true)
    {
        var start = stage.Agent.Time;
        var held = new Queue<byte[]>();
        for (int i = 1; i <= packets; i++)
        {
            stage.Send(stage.Customer, stage.Customer.Speak());
            held.Enqueue(stage.Agent.Key(5, start, (ushort)(i * Talker.PacketSamples), end: i == packets));

            // The phone leaks its tone into the audio as well.
            held.Enqueue(stage.Agent.Speak());
            while (i > heldUpSteps && held.TryDequeue(out byte[]? packet))
                stage.Send(stage.Agent, packet);
            if (!polls)
            {
                stage.Pass();
                continue;
            }

            stage.Step();
        }
    }
}
