using MediaRecorder.Recording.Gates;

namespace MediaRecorder.Recording.Tests.Gates;

public sealed class GateTests
{
    private readonly Gate _gate = new();

    [Fact]
    public void It_is_shut_at_first() => Assert.Equal("----------", Pass(10));

    [Fact]
    public void Edges_take_effect_at_their_sample()
    {
        _gate.Open(3);
        _gate.Shut(7);
        Assert.Equal("---xxxx---", Pass(10));
    }

    [Fact]
    public void What_is_written_cannot_change_and_the_true_position_is_answered()
    {
        _gate.Open(0);
        Assert.Equal("xxxx", Pass(4));
        Assert.Equal(4, _gate.Shut(2));
        Assert.Equal("----", Pass(4));
    }

    [Fact]
    public void A_shutting_reaches_behind_an_earlier_decision_and_an_opening_does_not()
    {
        _gate.Open(0);
        _gate.Shut(4);
        _gate.Open(6);
        Assert.Equal(2, _gate.Shut(2));
        Assert.Equal(6, _gate.Open(3));
        Assert.Equal("xx----xxxx", Pass(10));
    }

    [Fact]
    public void A_muted_span_is_silent_while_the_gate_is_open()
    {
        _gate.Open(0);
        _gate.Mute(2, 4);
        _gate.Mute(3, 6);
        Assert.Equal("xx----xxxx", Pass(10));
    }

    [Fact]
    public void The_end_of_a_key_replaces_the_open_end_even_when_its_start_is_long_written()
    {
        _gate.Open(0);
        _gate.Mute(2, long.MaxValue);
        Assert.Equal("xx------", Pass(8));
        _gate.Mute(2, 10);
        Assert.Equal("--xxxx", Pass(6));
    }

    [Fact]
    public void Samples_that_were_dropped_move_the_frontier()
    {
        _gate.Open(5);
        _gate.Shut(20);
        _gate.MoveTo(10);
        Assert.Equal("xxxxxxxxxx-", Pass(11));
    }

    private string Pass(int count)
    {
        short[] pcm = new short[count];
        pcm.AsSpan().Fill(1);
        _gate.Apply(pcm.AsSpan(), (short)0);
        return string.Concat(pcm.Select(sample => sample == 0 ? '-' : 'x'));
    }
}
