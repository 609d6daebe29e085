using MediaRecorder.Server.Demo;
using MediaRecorder.Server.Phones.Scripts;

namespace MediaRecorder.Server.Tests.Phones;

public class DemoScriptTests
{
    [Theory]
    [InlineData(DemoRequest.MinSeconds)]
    [InlineData(DemoRequest.DefaultSeconds)]
    [InlineData(DemoRequest.MaxSeconds)]
    public void Every_length_holds_talk_hold_talk_code_card_code_talk_in_this_order(int seconds)
    {
        var script = new DemoScript(seconds);
        var phases = new List<DemoPhase>();
        for (var frame = 0; frame <= script.Frames; frame++)
        {
            if (phases.Count == 0 || phases[^1] != script.PhaseAt(frame))
                phases.Add(script.PhaseAt(frame));
        }

        Assert.Equal(
            [
                DemoPhase.Talk, DemoPhase.Hold, DemoPhase.Talk, DemoPhase.PauseKeys, DemoPhase.Card,
                DemoPhase.ResumeKeys, DemoPhase.Talk, DemoPhase.Over,
            ],
            phases);
    }

    [Theory]
    [InlineData(DemoRequest.MinSeconds)]
    [InlineData(DemoRequest.DefaultSeconds)]
    public void No_part_is_too_short_to_be_seen(int seconds)
    {
        var script = new DemoScript(seconds);

        Assert.True(script.HoldStart >= 2 * DemoScript.FramesPerSecond);
        Assert.True(script.HoldEnd - script.HoldStart >= 75);
        Assert.True(script.PauseKeysStart - script.HoldEnd >= DemoScript.FramesPerSecond);
        Assert.True(script.ResumeKeysStart - script.PauseKeysEnd >= DemoScript.FramesPerSecond);
        Assert.True(script.Frames - script.ResumeKeysEnd >= DemoScript.FramesPerSecond);
    }

    [Theory]
    [InlineData(DemoRequest.MinSeconds)]
    [InlineData(DemoRequest.DefaultSeconds)]
    [InlineData(37)]
    public void Each_key_is_down_for_six_frames_and_up_for_three(int seconds)
    {
        var script = new DemoScript(seconds);
        var keys = new List<(DemoKey Key, int Frames)>();
        var pressed = new List<DemoKey?>();
        for (var frame = 0; frame < script.Frames; frame++)
            pressed.Add(script.KeyAt(frame));
        foreach (var key in pressed.OfType<DemoKey>())
        {
            if (keys.Count > 0 && keys[^1].Key == key)
                keys[^1] = (key, keys[^1].Frames + 1);
            else
                keys.Add((key, 1));
        }

        Assert.Equal("#11##12#", string.Concat(keys.Select(k => k.Key.Digit)));
        Assert.All(keys, key => Assert.Equal(6, key.Frames));
        Assert.Equal(9, pressed.IndexOf(new DemoKey('1', 1)) - pressed.IndexOf(new DemoKey('#', 0)));
    }

    [Fact]
    public void One_speaks_at_a_time_and_both_get_their_turn()
    {
        var script = new DemoScript(20);
        var spoken = new Dictionary<DemoSide, int> { [DemoSide.Customer] = 0, [DemoSide.Agent] = 0 };
        for (var frame = 0; frame < script.Frames; frame++)
        {
            bool Speaks(DemoSide side) =>
                script.ActivityOf(side, frame) is DemoActivity.Speaking or DemoActivity.ReadingCard;
            var speakers = spoken.Keys.Where(Speaks).ToList();
            Assert.True(speakers.Count <= 1);
            foreach (var side in speakers)
                spoken[side]++;
        }

        Assert.All(spoken.Values, count => Assert.True(count > 200));
    }
}
