using MediaRecorder.Recording.Layouts;
using MediaRecorder.Rtp.Packets;
using MediaRecorder.TestKit.Phones;
using MediaRecorder.TestKit.Simulation;
using MediaRecorder.TestKit.Wav;

namespace MediaRecorder.Calls.Tests.B2bua;

/// <summary>From the phones' words to the samples of the file, on a network that loses, reorders and doubles.</summary>
public sealed class RecordedCallTests
{
    private const int CustomerChannel = 0;
    private const int AgentChannel = 1;

    private static readonly NetworkConditions Media = new()
    {
        DelayNs = 30_000_000,
        JitterNs = 15_000_000,
        Loss = 0.01,
        Reorder = 0.02,
        ReorderDelayNs = 30_000_000,
        Duplicate = 0.01,
    };

    // REQ: B-01, B-02, B-07, C-01, C-04
    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void Each_side_is_on_its_channel_and_what_was_held_or_paused_is_silence(int seed, bool customerCalls)
    {
        using var rig = new RecordedRig(seed, Media);
        rig.Customer.Microphone.SetTone(440);
        rig.Agent.Microphone.SetTone(1000);
        (customerCalls ? rig.Customer : rig.Agent).Dial("sip:4711@192.0.2.1", SimulatedRecorder.Sip);
        Assert.True(rig.Network.RunUntil(() => rig.Customer.IsInCall && rig.Agent.IsInCall, TimeSpan.FromSeconds(1)));
        var answeredNs = rig.Network.NowNs;

        RunTo(4);
        rig.Agent.Hold();
        RunTo(7);
        rig.Agent.Resume();
        RunTo(10);
        rig.Agent.Press("#11#");
        RunTo(14);
        rig.Agent.Press("#12#");
        RunTo(18);
        rig.Customer.HangUp();
        RunTo(19);

        var (audio, sidecar) = rig.Finish();
        WavAssert.Format(audio, SampleEncoding.Pcm16, 2, 8000);
        WavAssert.HeaderIsExact(audio);
        WavAssert.Lasts(audio, 18);
        foreach (var (from, to) in ((double, double)[])[(0.2, 3.9), (7.1, 9.8), (14.8, 17.8)])
        {
            WavAssert.HearsOnly(audio, CustomerChannel, 440, from, to);
            WavAssert.HearsOnly(audio, AgentChannel, 1000, from, to);
        }

        // The code's own keys lie in the pause: from the first key down to the release of the "2" of #12.
        foreach (var channel in (int[])[CustomerChannel, AgentChannel])
        {
            WavAssert.IsDigitalSilence(audio, channel, 4.05, 6.95);
            WavAssert.IsDigitalSilence(audio, channel, 10.05, 14.4);
        }

        Assert.DoesNotContain("#1", sidecar, StringComparison.Ordinal);
        Assert.Equal(0, rig.Recorder.Counters.MessageFaults);

        void RunTo(double seconds) => rig.Network.RunUntil(answeredNs + (long)(seconds * 1e9));
    }

    // Both phones list both laws: the file has the one that each prefers. Where each prefers its own, the answer's first
    // codec is what the caller sends and the offer's first what the callee does, so they are two.
    // REQ: B-02 B-03
    [Theory]
    [InlineData(0, 0, SampleEncoding.MuLaw, "null")]
    [InlineData(8, 8, SampleEncoding.ALaw, "null")]
    [InlineData(0, 8, SampleEncoding.Pcm16, "\"twoLaws\"")]
    public void A_call_is_stored_as_its_trunk_says_in_the_law_that_its_parties_agreed_on(
        byte customers, byte agents, SampleEncoding encoding, string pcmBecause)
    {
        using var rig = new RecordedRig(
            4,
            Media with { Loss = 0, Duplicate = 0 },
            new LayoutRules { Encoding = RecordingEncoding.G711 },
            Prefers(customers),
            Prefers(agents));
        rig.Customer.Microphone.SetTone(440);
        rig.Agent.Microphone.SetTone(1000);
        rig.Customer.Dial("sip:4711@192.0.2.1", SimulatedRecorder.Sip);
        rig.Network.RunFor(TimeSpan.FromSeconds(5));
        rig.Customer.HangUp();
        rig.Network.RunFor(TimeSpan.FromSeconds(1));

        var (audio, sidecar) = rig.Finish();
        WavAssert.Format(audio, encoding, 2, 8000);
        WavAssert.HeaderIsExact(audio);
        WavAssert.HearsOnly(audio, CustomerChannel, 440, 0.2, 4.8);
        WavAssert.HearsOnly(audio, AgentChannel, 1000, 0.2, 4.8);
        Assert.Contains($"\"pcmBecause\": {pcmBecause}", sidecar, StringComparison.Ordinal);
    }

    private static SimulatedPhoneOptions Prefers(byte codec) =>
        new() { Rtp = new RtpSourceOptions { PayloadType = new PayloadType(codec) } };
}
