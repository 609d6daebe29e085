using MediaRecorder.Policy.Control;
using MediaRecorder.Policy.Cues;
using MediaRecorder.Policy.Model;
using MediaRecorder.Recording.Facts;
using MediaRecorder.Sip.Messages;

namespace MediaRecorder.Calls.Tests.B2bua;

/// <summary>Keys by SIP INFO, and keys that come by several ways.</summary>
// REQ: B-07, C-04
public sealed class SignalledKeyTests
{
    private const long Ms = 1_000_000;

    private readonly HandmadeCall _call = new HandmadeCall().Talking();
    private int _cseq = 10;

    [Theory]
    [InlineData("application/dtmf-relay", "Signal={0}\r\nDuration=160\r\n")]
    [InlineData("application/dtmf", "{0}")]
    public void The_agents_codes_pause_and_resume_and_the_INFOs_pass(string type, string form)
    {
        foreach (var key in "#11#")
        {
            Info(type, form.Replace("{0}", $"{key}", StringComparison.Ordinal));
            _call.Wait(0.2);
        }

        Assert.Equal(LegId.Egress, Assert.Single(Cues<PauseRequested>()).By);
        Assert.False(IsCaptured);
        foreach (var key in "#12")
        {
            Info(type, form.Replace("{0}", $"{key}", StringComparison.Ordinal));
            _call.Wait(0.2);
        }

        Assert.True(IsCaptured);
        End();
    }

    [Fact]
    public void A_pause_begins_at_the_start_of_the_first_key_as_far_as_its_INFO_tells()
    {
        var firstNs = _call.NowNs;
        Keys("#11");
        Assert.Equal(firstNs - (160 * Ms), Assert.Single(Cues<PauseRequested>()).FromNs);
        End();
    }

    [Theory]
    [InlineData("Signal=5\r\nDuration=160\r\n", 160)]
    [InlineData("Signal=5\r\n", 250)]
    [InlineData("Signal=5\r\nDuration=60000\r\n", 1000)]
    public void The_sound_of_a_key_is_muted_on_both_sides_of_its_INFO(string body, int ms)
    {
        Info("application/dtmf-relay", body);

        var mute = Assert.IsType<MuteSpan>(_call.Recorder.Recording.Actions[^1]);
        Assert.Equal(
            (LegId.Egress,
             _call.NowNs - (ms * Ms) - RecordingControl.KeyRunInNs,
             _call.NowNs + (ms * Ms) + RecordingControl.KeyRunOutNs),
            (mute.Leg, mute.FromNs, mute.ToNs));
        Assert.DoesNotContain(
            _call.Recorder.Recording.Cues, cue => cue.Evidence.Contains('5', StringComparison.Ordinal));
        Assert.Equal(1, _call.Recorder.Counters.Keys(KeyWay.SipInfo));
        End();
    }

    [Fact]
    public void The_customers_INFOs_pass_and_do_nothing()
    {
        var cues = _call.Recorder.Recording.Cues.Count;
        for (var cseq = 2; cseq < 6; cseq++)
        {
            var info = Assert.Single(_call.Customer(_call.CustomerRequest(
                "INFO", cseq, "Signal=#\r\n", "Content-Type: application/dtmf-relay\r\n"))).Message;
            Assert.Equal("application/dtmf-relay", info.ContentType);
            _call.Agent(HandmadeCall.Response(info, 200));
        }

        Assert.Equal(cues, _call.Recorder.Recording.Cues.Count);
        End(cseq: 7);
    }

    [Theory]
    [InlineData("application/dtmf-relay", "Signal=E\r\n", 1)]
    [InlineData("application/dtmf-relay", "Duration=100\r\n", 1)]
    [InlineData("application/dtmf-relay", "Signal=16\r\n", 0)]
    [InlineData("application/x-other", "Signal=5\r\n", 0)]
    public void What_is_no_key_passes_does_nothing_and_is_counted_when_it_should_be_one(string type, string body, int malformed)
    {
        var cues = _call.Recorder.Recording.Cues.Count;
        Info(type, body);
        Assert.Equal(cues, _call.Recorder.Recording.Cues.Count);
        Assert.Equal(malformed, _call.Recorder.Counters.MalformedKeys);
        End();
    }

    [Fact]
    public void An_INFO_before_the_answer_or_from_no_dialog_presses_nothing()
    {
        var call = new HandmadeCall().Offered();
        call.Agent(call.AgentRequest("INFO", 2, "Signal=#\r\n", "Content-Type: application/dtmf-relay\r\n"));
        call.Agent(call.AgentRequest("INFO", 3, "Signal=#\r\n", "Content-Type: application/dtmf-relay\r\n")
            .Replace("tag=agent", "tag=nobody", StringComparison.Ordinal));
        Assert.Equal(0, call.Recorder.Counters.Keys(KeyWay.SipInfo));
    }

    [Fact]
    public void A_repeated_INFO_presses_once()
    {
        var text = InfoText("application/dtmf-relay", "Signal=#\r\nDuration=160\r\n");
        var passed = Assert.Single(_call.Agent(text)).Message;
        Assert.Empty(_call.Agent(text));
        _call.Customer(HandmadeCall.Response(passed, 200));
        Assert.Equal(1, _call.Recorder.Counters.Keys(KeyWay.SipInfo));
        End();
    }

    // Were each way counted, the keys would be ##1111##, and no code.
    [Fact]
    public void A_code_that_comes_by_three_ways_pauses_once()
    {
        foreach (var key in "#11#")
        {
            var downNs = _call.NowNs;
            Hear(KeyWay.TelephoneEvent, key, downNs, released: false);
            _call.Wait(0.045);
            Hear(KeyWay.Tones, key, downNs, released: false);
            _call.Wait(0.055);
            Hear(KeyWay.TelephoneEvent, key, downNs, released: true);
            _call.Wait(0.035);
            Hear(KeyWay.Tones, key, downNs, released: true);
            Info("application/dtmf-relay", $"Signal={key}\r\nDuration=100\r\n");
            _call.Wait(0.065);
        }

        Assert.Single(Cues<PauseRequested>());
        Assert.False(IsCaptured);
        Assert.Equal([4L, 4, 4], Enum.GetValues<KeyWay>().Select(_call.Recorder.Counters.Keys));
        End();
    }

    private bool IsCaptured => _call.Recorder.Recording.Actions.OfType<SetCapture>().Last().Capture;

    private void Keys(string keys)
    {
        foreach (var key in keys)
        {
            Info("application/dtmf-relay", $"Signal={key}\r\nDuration=160\r\n");
            _call.Wait(0.2);
        }
    }

    private string InfoText(string type, string body) =>
        _call.AgentRequest("INFO", ++_cseq, body, $"Content-Type: {type}\r\n");

    // The customer gets it as it was sent, and answers.
    private void Info(string type, string body)
    {
        var passed = Assert.Single(_call.Agent(InfoText(type, body))).Message;
        Assert.Equal((SipMethod.Info, type), (passed.Method, passed.ContentType));
        Assert.Equal(body, System.Text.Encoding.ASCII.GetString(passed.Body));
        Assert.Equal(200, Assert.Single(_call.Customer(HandmadeCall.Response(passed, 200))).Message.StatusCode);
    }

    private void Hear(KeyWay way, char digit, long fromNs, bool released)
    {
        var recording = _call.Recorder.Recording.Opened[^1].Id;
        var toNs = released ? _call.NowNs : KeyHeard.StillDown;
        _call.Recorder.B2bua.OnKeyPress(
            new KeyPress(recording, LegId.Egress, way, digit, fromNs, toNs, released), _call.NowNs);
    }

    private List<T> Cues<T>()
        where T : Cue => [.. _call.Recorder.Recording.Cues.OfType<T>()];

    private void End(int cseq = 2)
    {
        _call.Customer(_call.CustomerRequest("BYE", cseq));
        _call.AssertNothingLeft();
    }
}
