using MediaRecorder.Audio.Tones;
using MediaRecorder.Buffers;
using MediaRecorder.Policy.Cues;
using MediaRecorder.Policy.Model;
using MediaRecorder.Recording.Facts;
using MediaRecorder.Recording.Gates;
using MediaRecorder.Recording.Keys;
using MediaRecorder.Recording.Tests.Fakes;
using MediaRecorder.Recording.Timelines;

namespace MediaRecorder.Recording.Tests.Keys;

/// <summary>Keys that end in an unusual way: what is muted for them has an end all the same.</summary>
public sealed class LegKeysTests
{
    // Not a multiple of what a file may have.
    private const int Rate = 22_050;
    private const int PacketSamples = Rate / 50;

    // REQ: B-07
    [Fact]
    public void A_key_of_which_only_the_end_comes_mutes_its_surroundings_alone()
    {
        using Stage stage = new Stage { AgentTalks = false }.Answered();
        stage.RunTo(1000);

        stage.Send(stage.Agent, stage.Agent.Key(5, stage.Agent.Time, 0, end: true));
        stage.Turn();
        Assert.True(stage.Keys.TryTake(out KeyPress pressed));
        Assert.True(stage.Keys.TryTake(out KeyPress released));
        Assert.Equal((KeyHeard.StillDown, pressed.FromNs), (pressed.ToNs, released.ToNs));

        stage.AgentTalks = true;
        stage.RunTo(4000);
        stage.HangUp();
        stage.Audio().AssertTone(1, 1000, 1200, 3900);
    }

    // Until the file begins its rate may change; where the key began is then rounded anew.
    // REQ: B-07
    [Fact]
    public void A_key_that_sounds_while_the_rate_of_the_file_changes_is_muted_until_its_end()
    {
        for (int offset = 0; offset < 16; offset++)
        {
            var keys = new LegKeys(default, LegId.Egress, new RecordingClock(0, 8000), new Mailbox<KeyPress>())
            {
                Silences = true,
                Gate = new Gate(),
            };
            keys.SetFormats(LegFormats.Create([new(100, "L16", Rate)], hearsTones: true));
            short[] pcm = new short[75 * PacketSamples];
            Span<short> sound = pcm.AsSpan((25 * PacketSamples) + offset)[..(25 * PacketSamples)];
            new ToneGenerator(770, 7000, Rate).AddTo(sound);
            new ToneGenerator(1336, 7000, Rate).AddTo(sound);
            for (int i = 0; i < 40; i++)
                keys.Hear(pcm.AsSpan(i * PacketSamples, PacketSamples), Rate, i * 160);

            keys.Clock = new RecordingClock(0, 16_000);
            var gate = new Gate();
            gate.Open(0);
            keys.Gate = gate;
            for (int i = 40; i < 75; i++)
                keys.Hear(pcm.AsSpan(i * PacketSamples, PacketSamples), Rate, i * 320);

            short[] heard = new short[32_000];
            heard.AsSpan().Fill(1);
            gate.Apply<short>(heard, 0);
            Assert.Equal((0, 1), (heard[12_000], heard[^1]));
        }
    }
}
