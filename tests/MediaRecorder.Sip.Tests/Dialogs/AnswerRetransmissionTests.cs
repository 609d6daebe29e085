using MediaRecorder.Sip.Dialogs;
using MediaRecorder.Sip.Tests.Transactions;
using MediaRecorder.Sip.Transactions;

namespace MediaRecorder.Sip.Tests.Dialogs;

public sealed class AnswerRetransmissionTests
{
    private const long NsPerMs = 1_000_000;
    private const long StartNs = 7_000 * NsPerMs;

    private static AnswerRetransmission Start() => new(new ServerTransactionId(3), 9, new byte[] { 1 }, StartNs);

    // REQ: A-01
    [Fact]
    public void A_200_is_repeated_up_to_every_4_seconds_and_given_up_after_32_seconds()
    {
        var answer = Start();
        var resentMs = new List<long>();
        var step = AnswerStep.Wait;
        long nowNs = StartNs;
        while (!answer.IsOver)
        {
            nowNs = answer.NextDeadlineNs;
            Assert.Equal(AnswerStep.Wait, answer.OnDeadline(nowNs - 1));
            step = answer.OnDeadline(nowNs);
            if (step == AnswerStep.Resend)
                resentMs.Add((nowNs - StartNs) / NsPerMs);
        }
        Assert.Equal([500, 1_500, 3_500, 7_500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500], resentMs);
        Assert.Equal(AnswerStep.GiveUp, step);
        Assert.Equal(32_000, (nowNs - StartNs) / NsPerMs);
        Assert.Equal(AnswerStep.Wait, answer.OnDeadline(long.MaxValue));
        Assert.False(answer.TryAcknowledge(9));
    }

    [Fact]
    public void The_ACK_of_its_INVITE_ends_it_once()
    {
        var answer = Start();
        Assert.Equal(AnswerStep.Resend, answer.OnDeadline(StartNs + 500 * NsPerMs));
        Assert.False(answer.TryAcknowledge(8));
        Assert.False(answer.IsOver);
        Assert.True(answer.TryAcknowledge(9));
        Assert.False(answer.TryAcknowledge(9));
        Assert.Equal(long.MaxValue, answer.NextDeadlineNs);
        Assert.Equal(AnswerStep.Wait, answer.OnDeadline(StartNs + 60_000 * NsPerMs));
    }

    [Fact]
    public void A_late_loop_leaves_no_deadline_in_the_past()
    {
        var answer = Start();
        var lateNs = StartNs + 20_000 * NsPerMs;
        Assert.Equal(AnswerStep.Resend, answer.OnDeadline(lateNs));
        Assert.Equal(lateNs + 1_000 * NsPerMs, answer.NextDeadlineNs);
        Assert.Equal(AnswerStep.GiveUp, answer.OnDeadline(lateNs + 60_000 * NsPerMs));
    }

    [Fact]
    public void Every_repetition_passes_the_Accepted_transaction_until_the_ACK()
    {
        var peer = new Peer();
        var invite = SipText.Request("INVITE", cseq: 9);
        var id = peer.Receive(invite);
        peer.Answer(id, invite, 200);
        var answer = new AnswerRetransmission(id, 9, SipText.Answer(invite, 200), peer.NowNs);
        while (!answer.IsOver)
        {
            peer.RunFor((answer.NextDeadlineNs - peer.NowNs - 1) / NsPerMs);
            var nextNs = answer.NextDeadlineNs;
            if (answer.OnDeadline(nextNs) == AnswerStep.Resend)
                Assert.True(peer.Answer(answer.Transaction, invite, 200));
        }
        Assert.Equal(11, peer.Sent.Count);
        Assert.All(peer.SentKinds, kind => Assert.Equal("200", kind));
        peer.RunOut();
    }
}
