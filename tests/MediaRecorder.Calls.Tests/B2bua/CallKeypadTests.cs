using MediaRecorder.Policy.Control;
using MediaRecorder.Policy.Cues;
using MediaRecorder.Policy.Model;
using MediaRecorder.Recording.Facts;

namespace MediaRecorder.Calls.Tests.B2bua;

/// <summary>Keys that the recording room has heard, and what a call makes of them.</summary>
// REQ: B-07, C-04
public sealed class CallKeypadTests
{
    private const long Ms = 1_000_000;

    private readonly CallRig _rig = new CallRig().Talking();

    [Fact]
    public void The_agents_codes_pause_from_the_first_key_and_resume_after_the_last()
    {
        var pressedNs = _rig.Network.NowNs;
        Type(_rig, "#11#");
        var pause = Assert.Single(Cues<PauseRequested>(_rig));
        Assert.Equal((LegId.Egress, pressedNs, CueSource.Keypad), (pause.By, pause.FromNs, pause.Source));
        Assert.False(IsCaptured(_rig));
        _rig.Run(1);
        Type(_rig, "#12");
        var resume = Assert.Single(Cues<ResumeRequested>(_rig));
        Assert.Equal(_rig.Network.NowNs, resume.FromNs);
        Assert.True(IsCaptured(_rig));
        End(_rig);
    }

    [Fact]
    public void The_recording_is_told_to_silence_the_keys_that_it_hears_of_the_agent_and_each_is_noted()
    {
        var silence = Assert.Single(_rig.Recorder.Recording.Actions.OfType<SilenceKeys>());
        Assert.Equal(LegId.Egress, silence.Leg);
        var actions = _rig.Recorder.Recording.Actions.Count;
        var downNs = _rig.Network.NowNs;
        Press(_rig, LegId.Egress, '5', downNs, long.MaxValue, released: false);
        _rig.Run(0.2);
        Press(_rig, LegId.Egress, '5', downNs, _rig.Network.NowNs, released: true);
        Assert.Equal(
            [(CueSource.Media, KeyHeard.StillDown), (CueSource.Media, _rig.Network.NowNs)],
            Cues<KeyHeard>(_rig).Select(key => (key.Source, key.ToNs)));
        Assert.Equal(actions, _rig.Recorder.Recording.Actions.Count);
        Assert.DoesNotContain(
            _rig.Recorder.Recording.Cues, cue => cue.Evidence.Contains('5', StringComparison.Ordinal));
        End(_rig);
    }

    [Fact]
    public void The_customers_keys_do_nothing()
    {
        var cues = _rig.Recorder.Recording.Cues.Count;
        Type(_rig, "#11#", LegId.Ingress);
        Assert.Equal(cues, _rig.Recorder.Recording.Cues.Count);
        End(_rig);
    }

    [Fact]
    public void The_agents_keys_count_when_the_agent_calls()
    {
        var rig = new CallRig();
        rig.Agent.Dial("sip:0049@192.0.2.1", SimulatedRecorder.Sip);
        rig.Run(1);
        Type(rig, "#11#", LegId.Egress);
        Assert.Empty(Cues<PauseRequested>(rig));
        Type(rig, "#11#", LegId.Ingress);
        Assert.Equal(LegId.Ingress, Assert.Single(Cues<PauseRequested>(rig)).By);
        End(rig);
    }

    [Fact]
    public void A_trunk_that_forbids_it_mutes_the_keys_and_pauses_nothing()
    {
        var rig = new CallRig(SimulatedRecorder.Model(keypad: false)).Talking();
        Type(rig, "#11#");
        Assert.Empty(Cues<PauseRequested>(rig));
        Assert.Equal(8, Cues<KeyHeard>(rig).Count);
        Assert.True(IsCaptured(rig));
        End(rig);
    }

    // The switch belongs to the trunk by which the call arrived, as do the others of its recording.
    [Theory]
    [InlineData("carrier", 0)]
    [InlineData("pbx", 1)]
    public void Of_both_trunks_the_one_by_which_the_call_came_decides(string forbidding, int pauses)
    {
        var model = SimulatedRecorder.Model();
        model = model with
        {
            Trunks = model.Trunks.SetItem(forbidding, model.Trunks[forbidding] with { KeypadPause = false })
        };
        var rig = new CallRig(model).Talking();
        Type(rig, "#11#");
        Assert.Equal(pauses, Cues<PauseRequested>(rig).Count);
        End(rig);
    }

    [Fact]
    public void Keys_before_the_answer_do_nothing()
    {
        var rig = new CallRig(agent: new() { AnswerAfter = null });
        rig.Dial();
        rig.Run(1);
        Type(rig, "#11#");
        rig.Agent.Answer();
        rig.Run(1);
        Assert.Empty(Cues<KeyHeard>(rig));
        Assert.Empty(Cues<PauseRequested>(rig));
        Assert.True(IsCaptured(rig));
        End(rig);
    }

    [Fact]
    public void A_pause_during_a_hold_outlasts_the_hold()
    {
        _rig.Agent.Hold();
        _rig.Run(1);
        Type(_rig, "#11#");
        _rig.Agent.Resume();
        _rig.Run(1);
        Assert.False(IsCaptured(_rig));
        Type(_rig, "#12#");
        Assert.True(IsCaptured(_rig));
        End(_rig);
    }

    [Fact]
    public void Keys_too_far_apart_are_no_code()
    {
        Type(_rig, "#1");
        _rig.Run(4.1);
        Type(_rig, "1#");
        Assert.Empty(Cues<PauseRequested>(_rig));
        End(_rig);
    }

    // A shorter code that waits for a longer one acts when the keypad's deadline comes, with no message at all.
    [Fact]
    public void An_ambiguous_code_acts_when_the_time_for_its_next_key_is_over()
    {
        var model = SimulatedRecorder.Model();
        var rig = new CallRig(model with { Keypad = model.Keypad with { PauseCodes = ["*1"], ResumeCodes = ["*12"] } })
            .Talking();
        Type(rig, "*1");
        var releasedNs = rig.Network.NowNs;
        rig.Run(3.9);
        Assert.Empty(Cues<PauseRequested>(rig));
        rig.Run(0.2);
        Assert.Equal(releasedNs + (4_000 * Ms), Assert.Single(Cues<PauseRequested>(rig)).AtNs);
        End(rig);
    }

    [Fact]
    public void Keys_after_the_end_and_of_unknown_recordings_do_nothing()
    {
        Type(_rig, "#1");
        _rig.Customer.HangUp();
        _rig.Run(0.1);
        var cues = _rig.Recorder.Recording.Cues.Count;
        Type(_rig, "1#");
        _rig.Recorder.B2bua.OnKeyPress(new KeyPress(default, LegId.Egress, KeyWay.TelephoneEvent, '#', 0, 1, true), _rig.Network.NowNs);
        Assert.Equal(cues, _rig.Recorder.Recording.Cues.Count);
        _rig.AssertNothingLeft();
    }

    // Each key is down for 100 ms and follows 50 ms after the one before it.
    private static void Type(CallRig rig, string keys, LegId? by = null)
    {
        foreach (var key in keys)
        {
            var downNs = rig.Network.NowNs;
            Press(rig, by ?? LegId.Egress, key, downNs, long.MaxValue, released: false);
            rig.Run(0.1);
            Press(rig, by ?? LegId.Egress, key, downNs, rig.Network.NowNs, released: true);
            if (key != keys[^1])
            {
                rig.Run(0.05);
            }
        }
    }

    private static void Press(CallRig rig, LegId leg, char digit, long fromNs, long toNs, bool released)
    {
        var recording = rig.Recorder.Recording.Opened[^1].Id;
        rig.Recorder.B2bua.OnKeyPress(new KeyPress(recording, leg, KeyWay.TelephoneEvent, digit, fromNs, toNs, released), rig.Network.NowNs);
        rig.Recorder.Flush();
    }

    private static List<T> Cues<T>(CallRig rig)
        where T : Cue => [.. rig.Recorder.Recording.Cues.OfType<T>()];

    private static bool IsCaptured(CallRig rig) => rig.Recorder.Recording.Actions.OfType<SetCapture>().Last().Capture;

    private static void End(CallRig rig)
    {
        rig.Customer.HangUp();
        rig.AssertNothingLeft();
    }
}
