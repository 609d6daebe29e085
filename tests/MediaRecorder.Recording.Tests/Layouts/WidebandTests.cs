using MediaRecorder.Containers.Wav;
using MediaRecorder.Policy.Control;
using MediaRecorder.Policy.Model;
using MediaRecorder.Recording.Layouts;
using MediaRecorder.Recording.Tests.Fakes;
using MediaRecorder.Recording.Timelines;
using MediaRecorder.Rtp.Packets;

namespace MediaRecorder.Recording.Tests.Layouts;

/// <summary>The rate of a file is that of the best codec agreed when it begins, within a bound.</summary>
// REQ: B-02 A-08
public sealed class WidebandTests
{
    private static readonly PayloadFormat G722 = new(9, "G722", 8000);
    private static readonly PayloadFormat Pcmu = new(0, "PCMU", 8000);

    [Theory]
    [InlineData(8000, 8000)]
    [InlineData(16_000, 16_000)]
    [InlineData(48_000, 16_000)]
    public void A_wideband_call_has_the_rate_of_its_codec_within_the_bound(int most, int expected)
    {
        using var stage = new Stage(layout: new LayoutRules { MaxSampleRate = most }, maxBlocks: 16) { Formats = [G722] };
        stage.Customer.SpeakWide();
        stage.Agent.SpeakWide();
        stage.Answered();
        stage.RunTo(4000);
        stage.HangUp();

        PublishedAudio audio = stage.Audio();
        Assert.Equal(new WavFormat(WavEncoding.Pcm16, 2, expected), audio.Format);
        Assert.Equal(4 * expected, audio.Samples);
        Assert.Equal(expected, stage.Sidecar().Format.SampleRate);
        audio.AssertTone(0, 440, 200, 3900);
        audio.AssertTone(1, 1000, 200, 3900);
    }

    [Fact]
    public void A_narrowband_leg_beside_a_wideband_one_is_brought_to_its_rate()
    {
        using var stage = new Stage(
            layout: new LayoutRules { Kind = LayoutKind.Multi, Encoding = RecordingEncoding.G711 }, maxBlocks: 16)
        {
            SendsFormats = false,
        };
        stage.Customer.SpeakWide();
        stage.Open();
        stage.Agree(LegId.Ingress, G722);
        stage.Agree(LegId.Egress, Pcmu);
        Start(stage);
        stage.RunTo(2000);
        stage.Join(2, LegRole.ThirdParty, 1800).Codec = PayloadType.Pcmu;
        stage.Do([new SetCapture(new LegId(2), true, stage.NowNs, "joined")]);
        stage.RunTo(4000);
        stage.HangUp();

        PublishedAudio audio = stage.Audio();
        Assert.Equal((16_000, StoredFormat.NotG711), (audio.Format.SampleRate, stage.Sidecar().Format.PcmBecause));
        audio.AssertTone(0, 440, 200, 3900);
        audio.AssertTone(1, 1000, 200, 3900);
        audio.AssertSilent(2, 0, 1990);
        audio.AssertTone(2, 1800, 2200, 3900);
        Assert.Equal(16_000 * 4, audio.Samples);
    }

    // A hold, a resume and a session timer bring the SDP of both legs again.
    [Fact]
    public void A_refresh_of_the_sdp_changes_no_sample()
    {
        Assert.Equal(Refreshed(0), Refreshed(5));

        static byte[] Refreshed(int times)
        {
            using var stage = new Stage(maxBlocks: 16) { SendsFormats = false };
            stage.Customer.SpeakWide();
            stage.Open();
            Agree(stage);
            Start(stage);
            for (int i = 0; i < 5; i++)
            {
                stage.RunTo(1000 * (i + 1));
                if (i < times)
                    Agree(stage);
            }

            stage.RunTo(6000);
            stage.HangUp();
            stage.Audio().AssertTone(1, 1000, 100, 5900);
            return stage.Audio().Frames;
        }

        static void Agree(Stage stage)
        {
            stage.Agree(LegId.Ingress, G722);
            stage.Agree(LegId.Egress, Pcmu);
        }
    }

    // The offer promised more than the answer keeps: what was heard before it is dropped, and nothing of it missed.
    [Fact]
    public void A_rate_that_changes_before_the_file_begins_costs_the_memory_before_it_alone()
    {
        using var stage = new Stage { Formats = [G722, Pcmu] };
        stage.Open();
        stage.RunTo(1000);
        stage.Agree(LegId.Ingress, Pcmu);
        stage.Agree(LegId.Egress, Pcmu);
        Start(stage);
        stage.RunTo(3000);
        stage.HangUp();

        PublishedAudio audio = stage.Audio();
        Assert.Equal((8000, 2000 * 8), (audio.Format.SampleRate, audio.Samples));
        audio.AssertTone(0, 440, 0, 1900);
        audio.AssertTone(1, 1000, 0, 1900);
    }

    [Fact]
    public void A_codec_that_changes_afterwards_does_not_change_the_file()
    {
        using Stage stage = new Stage { Formats = [Pcmu] }.Answered();
        stage.RunTo(2000);
        stage.Agent.SpeakWide();
        stage.Agree(LegId.Egress, G722);
        stage.RunTo(4000);
        stage.HangUp();
        PublishedAudio audio = stage.Audio();
        Assert.Equal((8000, 4000 * 8), (audio.Format.SampleRate, audio.Samples));
        audio.AssertTone(0, 440, 0, 3900);
        audio.AssertTone(1, 1000, 2300, 3900);
    }

    private static void Start(Stage stage)
    {
        stage.Turn();
        stage.Do(
        [
            new StartRecording(stage.NowNs, "test"),
            new SetCapture(LegId.Ingress, true, stage.NowNs, "test"),
            new SetCapture(LegId.Egress, true, stage.NowNs, "test"),
        ]);
    }
}
