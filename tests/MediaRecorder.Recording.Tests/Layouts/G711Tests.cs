using MediaRecorder.Audio.Codecs;
using MediaRecorder.Containers.Wav;
using MediaRecorder.Policy.Control;
using MediaRecorder.Policy.Cues;
using MediaRecorder.Policy.Model;
using MediaRecorder.Recording.Layouts;
using MediaRecorder.Recording.Sidecars;
using MediaRecorder.Recording.Tests.Fakes;
using MediaRecorder.Recording.Timelines;
using MediaRecorder.Rtp.Packets;

namespace MediaRecorder.Recording.Tests.Layouts;

/// <summary>Whole recordings in virtual time that are stored as G.711.</summary>
// REQ: B-02 B-03
public sealed class G711Tests
{
    [Theory]
    [InlineData(WavEncoding.Mulaw, LayoutKind.Stereo)]
    [InlineData(WavEncoding.Alaw, LayoutKind.Stereo)]
    [InlineData(WavEncoding.Alaw, LayoutKind.PerLeg)]
    [InlineData(WavEncoding.Mulaw, LayoutKind.Multi)]
    public void Every_byte_is_stored_as_it_came(WavEncoding law, LayoutKind kind)
    {
        using Stage stage = Answered(law, kind);
        stage.RunTo(4000);
        stage.HangUp();

        Sidecar sidecar = stage.Sidecar();
        Assert.Equal((law == WavEncoding.Alaw ? "alaw" : "mulaw", null), (sidecar.Format.Encoding, sidecar.Format.PcmBecause));
        for (int i = 0; i < 2; i++)
        {
            SidecarChannel channel = sidecar.Format.Channels[i];
            PublishedAudio audio = stage.Audio(channel.File);
            Assert.Equal((law, 4000 * 8), (audio.Format.Encoding, audio.Samples));
            Assert.Equal((i == 0 ? stage.Customer : stage.Agent).Spoken, audio.Codes(channel.Index));
        }
    }

    // REQ: A-08
    [Fact]
    public void A_leg_that_changes_its_codec_is_encoded_to_the_law_of_the_file()
    {
        using Stage stage = Answered(WavEncoding.Mulaw);
        stage.RunTo(2000);
        stage.Agent.Codec = PayloadType.Pcma;
        stage.Agree(LegId.Egress, new PayloadFormat(8, "PCMA", 8000));
        stage.RunTo(4000);
        stage.HangUp();
        Assert.Equal(WavEncoding.Mulaw, stage.Audio().Format.Encoding);
        stage.Audio().AssertTone(1, 1000, 0, 4000);
        Assert.Equal(stage.Customer.Spoken, stage.Audio().Codes(0));
    }

    [Fact]
    public void Formats_that_change_with_every_packet_change_neither_the_file_nor_what_is_heard()
    {
        using Stage stage = Answered(WavEncoding.Mulaw);
        for (int ms = 20; ms <= 3000; ms += 20)
        {
            bool odd = ms / 20 % 2 == 1;
            stage.Customer.Codec = odd ? PayloadType.Pcma : PayloadType.Pcmu;
            stage.Agree(LegId.Ingress, odd ? new PayloadFormat(8, "PCMA", 8000) : new PayloadFormat(0, "PCMU", 8000));
            stage.RunTo(ms);
        }

        stage.HangUp();
        Assert.Equal((WavEncoding.Mulaw, 3000 * 8), (stage.Audio().Format.Encoding, stage.Audio().Samples));
        stage.Audio().AssertTone(0, 440, 0, 3000);
        Assert.Equal(stage.Agent.Spoken, stage.Audio().Codes(1));
    }

    [Fact]
    public void Where_no_formats_ever_arrive_pcm_is_written_and_the_sidecar_says_why()
    {
        using var stage = new Stage(layout: Rules(LayoutKind.Stereo)) { SendsFormats = false }.Answered();
        stage.RunTo(3000);
        stage.HangUp();
        stage.Audio().AssertTone(0, 440, 0, 3000);
        Assert.Equal(("pcm16", StoredFormat.NothingAgreed), (stage.Sidecar().Format.Encoding, stage.Sidecar().Format.PcmBecause));
    }

    // REQ: C-01 B-05
    [Theory]
    [InlineData(WavEncoding.Mulaw, MuLaw.Silence)]
    [InlineData(WavEncoding.Alaw, ALaw.Silence)]
    public void A_hold_and_whatever_nobody_said_are_the_code_of_silence(WavEncoding law, byte silence)
    {
        using Stage stage = Answered(law);
        stage.RunTo(1000);
        stage.Play(new HoldStarted(stage.NowNs, CueSource.Signalling, "a=sendonly", LegId.Egress));
        stage.RunTo(2000);
        stage.Play(new HoldEnded(stage.NowNs, CueSource.Signalling, "a=sendrecv", LegId.Egress));
        stage.AgentTalks = false;
        stage.RunTo(3000);
        stage.HangUp();
        PublishedAudio audio = stage.Audio();
        for (int channel = 0; channel < 2; channel++)
            Assert.All(audio.Codes(channel)[8000..16_000], code => Assert.Equal(silence, code));
        Assert.All(audio.Codes(1)[16_000..], code => Assert.Equal(silence, code));
        audio.AssertTone(0, 440, 2000, 3000);
    }

    // REQ: B-09
    [Theory]
    [InlineData(WavEncoding.Mulaw, MuLaw.Silence, 9, 11)]
    [InlineData(WavEncoding.Alaw, ALaw.Silence, 9, 11)]
    [InlineData(WavEncoding.Mulaw, MuLaw.Silence, 13, 1000)]
    public void What_the_disk_refuses_is_the_code_of_silence_at_every_instant(
        WavEncoding law, byte silence, int firstRefused, int lastRefused)
    {
        using Stage stage = new Stage(layout: Rules(LayoutKind.Stereo)) { Formats = [Format(law)] };
        int writes = 0;
        stage.Disk.Fails = (operation, path, _) => operation == DiskOperation.Write
            && path.EndsWith(".wav.part", StringComparison.Ordinal)
            && ++writes >= firstRefused && writes <= lastRefused && stage.NowMs < 3900;
        stage.Disk.Written = (path, file) =>
        {
            // A hole would read as a row of zeros, which no tone has.
            if (path.EndsWith(".wav.part", StringComparison.Ordinal)
                && WavReader.TryParse(file.Bytes, file.Length, out WavFile wav, out _))
            {
                Assert.Equal(-1, file.Bytes.Slice(wav.AudioOffset, (int)wav.AudioBytes).IndexOf(new byte[32]));
            }
        };
        Speak(stage, law).Answered();
        stage.RunTo(4000);
        stage.HangUp();
        SidecarSegment gap = Assert.Single(stage.Sidecar().Segments, segment => segment.Kind == SegmentKind.Gap);
        PublishedAudio audio = stage.Audio();
        Assert.Equal(4000 * 8, audio.Samples);
        byte[] codes = audio.Codes(1);
        Assert.All(codes[(int)gap.StartSample..(int)gap.EndSample], code => Assert.Equal(silence, code));
        Assert.Equal(stage.Agent.Spoken[..(int)gap.StartSample], codes[..(int)gap.StartSample]);
        Assert.Equal(stage.Agent.Spoken[(int)gap.EndSample..], codes[(int)gap.EndSample..]);
    }

    [Fact]
    public void Audio_that_found_no_memory_is_the_code_of_silence()
    {
        using Stage stage = Answered(WavEncoding.Alaw, maxBlocks: 2);
        stage.RunTo(2000);
        stage.DiskWorks = false;
        stage.RunTo(4000);
        stage.DiskWorks = true;
        stage.RunTo(6000);
        stage.HangUp();
        SidecarSegment gap = Assert.Single(stage.Sidecar().Segments, segment => segment.Kind == SegmentKind.Gap);
        Assert.All(
            stage.Audio().Codes(0)[(int)gap.StartSample..(int)gap.EndSample],
            code => Assert.Equal(ALaw.Silence, code));
        Assert.Equal(6000 * 8, stage.Audio().Samples);
    }

    // REQ: B-01
    [Theory]
    [InlineData(LayoutKind.AgentOnly)]
    [InlineData(LayoutKind.PerLeg)]
    public void A_mono_file_of_an_odd_number_of_samples_loses_none(LayoutKind kind)
    {
        using Stage stage = Answered(WavEncoding.Mulaw, kind);
        stage.RunTo(1000);
        stage.Play(new CallEnded(stage.NowNs - 125_000, CueSource.Signalling, "BYE", EndCause.CallerHungUp));
        stage.Turn();
        string agents = stage.Sidecar().Format.Channels[^1].File;
        Assert.Equal(7999, stage.Audio(agents).Samples);
        Assert.Equal(0, stage.Disk.Only(agents).Length % 2);
        Assert.Equal(stage.Agent.Spoken[..7999], stage.Audio(agents).Codes(0));
    }

    // The rate and the encoding of the memory before a file follow the SDP; what it held is dropped then.
    [Fact]
    public void The_law_that_the_answer_brings_is_that_of_the_file_and_keys_pressed_before_it_stay_mute()
    {
        using var stage = new Stage(layout: Rules(LayoutKind.Stereo)) { SendsFormats = false };
        stage.Open();
        stage.Do([new MuteSpan(LegId.Egress, Stage.At(0), Stage.At(1500), "a key")]);
        stage.RunTo(900);
        stage.Agree(LegId.Ingress, Format(WavEncoding.Mulaw));
        stage.Agree(LegId.Egress, Format(WavEncoding.Mulaw));
        stage.Turn();
        stage.Do(
        [
            new StartRecording(stage.NowNs, "test"),
            new SetCapture(LegId.Ingress, true, stage.NowNs, "test"),
            new SetCapture(LegId.Egress, true, stage.NowNs, "test"),
        ]);
        stage.RunTo(3000);
        stage.HangUp();

        PublishedAudio audio = stage.Audio();
        Assert.Equal((WavEncoding.Mulaw, 2100 * 8), (audio.Format.Encoding, audio.Samples));
        Assert.Equal(stage.Customer.Spoken[^(2100 * 8)..], audio.Codes(0));
        audio.AssertSilent(1, 0, 600);
        audio.AssertTone(1, 1000, 600, 2100);
    }

    private static Stage Answered(WavEncoding law, LayoutKind kind = LayoutKind.Stereo, int maxBlocks = 8) =>
        Speak(new Stage(layout: Rules(kind), maxBlocks: maxBlocks) { Formats = [Format(law)] }, law).Answered();

    private static Stage Speak(Stage stage, WavEncoding law)
    {
        stage.Customer.Codec = stage.Agent.Codec = law == WavEncoding.Alaw ? PayloadType.Pcma : PayloadType.Pcmu;
        return stage;
    }

    private static LayoutRules Rules(LayoutKind kind) => new() { Kind = kind, Encoding = RecordingEncoding.G711 };

    private static PayloadFormat Format(WavEncoding law) =>
        law == WavEncoding.Alaw ? new(8, "PCMA", 8000) : new(0, "PCMU", 8000);
}
