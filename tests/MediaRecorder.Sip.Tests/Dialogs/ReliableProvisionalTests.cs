using MediaRecorder.Sip.Dialogs;

namespace MediaRecorder.Sip.Tests.Dialogs;

// REQ: A-01
public sealed class ReliableProvisionalTests
{
    private const long T1 = 500_000_000;

    private static readonly byte[] Response = [1];

    private readonly ReliableProvisional _machine = new(7);

    [Fact]
    public void It_is_repeated_after_T1_and_twice_as_long_each_time_without_a_ceiling()
    {
        _machine.Sent(Response, 180, nowNs: 0);
        foreach (var at in (long[])[1, 3, 7, 15, 31, 63])
        {
            Assert.Equal(at * T1, _machine.NextDeadlineNs);
            Assert.Equal(AnswerStep.Wait, _machine.OnDeadline((at * T1) - 1));
            Assert.Equal(AnswerStep.Resend, _machine.OnDeadline(at * T1));
        }

        Assert.Equal(64 * T1, _machine.NextDeadlineNs);
        Assert.Equal(AnswerStep.GiveUp, _machine.OnDeadline(64 * T1));
        Assert.Equal(long.MaxValue, _machine.NextDeadlineNs);
        Assert.Equal(AnswerStep.Wait, _machine.OnDeadline(99 * T1));
    }

    [Fact]
    public void Its_PRACK_ends_it_once_and_the_next_has_the_next_number()
    {
        _machine.Sent(Response, 180, nowNs: 0);
        Assert.False(_machine.TryAcknowledge(new RAck(2, 7, "INVITE")));
        Assert.False(_machine.TryAcknowledge(new RAck(1, 8, "INVITE")));
        Assert.False(_machine.TryAcknowledge(new RAck(1, 7, "UPDATE")));
        Assert.True(_machine.TryAcknowledge(new RAck(1, 7, "INVITE")));
        Assert.False(_machine.TryAcknowledge(new RAck(1, 7, "INVITE")));
        Assert.Equal(long.MaxValue, _machine.NextDeadlineNs);
        Assert.Equal(2U, _machine.NextRSeq);
        _machine.Sent(Response, 183, nowNs: 9);
        Assert.True(_machine.TryAcknowledge(new RAck(2, 7, "INVITE")));
    }

    [Fact]
    public void After_the_final_response_nothing_is_repeated_but_the_PRACK_still_counts()
    {
        _machine.Sent(Response, 180, nowNs: 0);
        _machine.Stop();
        Assert.Equal(long.MaxValue, _machine.NextDeadlineNs);
        Assert.Equal(AnswerStep.Wait, _machine.OnDeadline(64 * T1));
        Assert.True(_machine.TryAcknowledge(new RAck(1, 7, "INVITE")));
    }

    [Fact]
    public void A_second_before_the_PRACK_is_a_mistake_of_the_user()
    {
        _machine.Sent(Response, 180, nowNs: 0);
        Assert.Throws<InvalidOperationException>(() => _machine.Sent(Response, 183, nowNs: 1));
    }

    [Theory]
    [InlineData("776656 1 INVITE", 776656U, 1U, "INVITE")]
    [InlineData("4294967295\t2147483647  INVITE ", 4294967295U, 2147483647U, "INVITE")]
    public void An_RAck_is_read(string text, uint rseq, uint cseq, string method)
    {
        Assert.True(RAck.TryParse(text, out var rack));
        Assert.Equal(new RAck(rseq, cseq, method), rack);
        Assert.True(RAck.TryParse(rack.ToString(), out var again));
        Assert.Equal(rack, again);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("1 1")]
    [InlineData("0 1 INVITE")]
    [InlineData("-1 1 INVITE")]
    [InlineData("4294967296 1 INVITE")]
    [InlineData("1 2147483648 INVITE")]
    [InlineData("1 1 IN VITE")]
    [InlineData("1,1,INVITE")]
    public void What_is_no_RAck_is_refused(string text) => Assert.False(RAck.TryParse(text, out _));
}
