using MediaRecorder.Audio.Tones;
using MediaRecorder.Policy.Cues;
using MediaRecorder.Policy.Model;
using MediaRecorder.Recording.Commands;
using MediaRecorder.Recording.Facts;
using MediaRecorder.Recording.Tests.Fakes;
using MediaRecorder.Recording.Timelines;

namespace MediaRecorder.Recording.Tests.Keys;

/// <summary>Keys as sound in the agent's audio, from packets to posted presses and to the file.</summary>
public sealed class LegTonesTests
{
    // REQ: C-04
    [Fact]
    public void A_key_in_the_audio_is_told_at_its_press_and_at_its_release()
    {
        using Stage stage = Listening(hearsTones: true);
        stage.RunTo(1000);

        Press(stage, '5', packets: 5);
        List<KeyPress> keys = Take(stage);
        stage.RunTo(1300);
        keys.AddRange(Take(stage));

        Assert.Equal([false, true], keys.Select(key => key.Released));
        Assert.All(keys, key => Assert.Equal(('5', KeyWay.Tones, LegId.Egress), (key.Digit, key.Way, key.Leg)));
        Assert.All(keys, key => Assert.InRange(key.FromNs, Stage.At(985), Stage.At(1030)));
        Assert.Equal(KeyHeard.StillDown, keys[0].ToNs);
        Assert.InRange(keys[1].ToNs, Stage.At(1090), Stage.At(1130));
    }

    [Fact]
    public void Nobody_listens_unless_the_formats_say_so()
    {
        using Stage stage = Listening(hearsTones: false);
        stage.RunTo(1000);
        Press(stage, '5', packets: 5);
        stage.RunTo(1300);
        Assert.Empty(Take(stage));
    }

    [Fact]
    public void Listening_that_is_switched_off_releases_the_key_that_is_held()
    {
        using Stage stage = Listening(hearsTones: true);
        stage.RunTo(1000);
        Press(stage, '5', packets: 5);
        Assert.Single(Take(stage));

        SetFormats(stage, hearsTones: false);
        stage.Turn();

        Assert.True(Assert.Single(Take(stage)).Released);
    }

    [Fact]
    public void A_key_whose_audio_stops_is_released_once()
    {
        using Stage stage = Listening(hearsTones: true);
        stage.RunTo(1000);
        Press(stage, '5', packets: 5);
        Assert.Single(Take(stage));

        stage.AgentTalks = false;
        stage.RunTo(3000);

        KeyPress released = Assert.Single(Take(stage));
        Assert.True(released.Released);
        Assert.InRange(released.ToNs, Stage.At(1080), Stage.At(1120));
    }

    // REQ: B-07
    [Theory]
    [InlineData(3, true)]
    [InlineData(5, true)]
    [InlineData(35, true)]
    [InlineData(3, false)]
    [InlineData(35, false)]
    public void The_sound_of_keys_never_reaches_the_file(int packets, bool talksBetween)
    {
        using Stage stage = Listening(hearsTones: true);
        stage.RunTo(1000);
        foreach (char key in "#11#0987*ABCD")
        {
            Press(stage, key, packets);
            for (int i = 0; i < 5; i++)
            {
                stage.Send(stage.Customer, stage.Customer.Speak());
                if (talksBetween)
                    stage.Send(stage.Agent, stage.Agent.Speak());
                else
                    stage.Agent.Rest();
                stage.Step();
            }
        }

        double endMs = stage.NowMs;
        stage.RunTo(endMs + 2000);
        stage.HangUp();

        Assert.Empty(KeysIn(stage.Audio()));
        if (!talksBetween)
            stage.Audio().AssertSilent(1, 1000, (int)endMs);
    }

    // What the test above rests on.
    [Fact]
    public void The_sound_of_keys_that_nobody_looks_for_is_in_the_file()
    {
        using Stage stage = Listening(hearsTones: false);
        stage.RunTo(1000);
        Press(stage, '7', packets: 5);
        stage.RunTo(2000);
        stage.HangUp();
        Assert.Equal(['7'], KeysIn(stage.Audio()));
    }

    private static Stage Listening(bool hearsTones)
    {
        Stage stage = new Stage().Answered();
        SetFormats(stage, hearsTones);
        return stage;
    }

    private static void SetFormats(Stage stage, bool hearsTones) => stage.Worker.Commands.Post(
        new SetLegFormats(stage.Id, LegId.Egress, LegFormats.Create([new(0, "PCMU", 8000)], hearsTones)));

    private static void Press(Stage stage, char key, int packets)
    {
        for (int i = 0; i < packets; i++)
        {
            stage.Send(stage.Customer, stage.Customer.Speak());
            stage.Send(stage.Agent, stage.Agent.SpeakKey(key));
            stage.Step();
        }
    }

    private static List<KeyPress> Take(Stage stage)
    {
        List<KeyPress> keys = [];
        while (stage.Keys.TryTake(out KeyPress key))
            keys.Add(key);
        return keys;
    }

    private static List<char> KeysIn(PublishedAudio audio)
    {
        var detector = new DtmfDetector(8000);
        List<char> keys = [];
        for (bool any = detector.Receive(audio.Channel(1), 0, out DtmfEdge edge); any; any = detector.TryTake(out edge))
        {
            if (!edge.Released)
                keys.Add(edge.Key);
        }

        return keys;
    }
}
