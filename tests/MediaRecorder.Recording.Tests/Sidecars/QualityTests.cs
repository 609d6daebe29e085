using MediaRecorder.Policy.Control;
using MediaRecorder.Policy.Model;
using MediaRecorder.Recording.Sidecars;
using MediaRecorder.Recording.Tests.Fakes;
using MediaRecorder.Rtp.Packets;

namespace MediaRecorder.Recording.Tests.Sidecars;

/// <summary>What a sidecar says of how its legs were received.</summary>
// REQ: B-08
public sealed class QualityTests
{
    [Fact]
    public void Loss_doubles_and_order_are_counted_and_what_was_made_up_is_told_in_milliseconds()
    {
        using var stage = new Stage().Answered();
        stage.CustomerTalks = false;
        for (int i = 0; i < 500; i++)
        {
            byte[] packet = stage.Customer.Speak();
            if (i % 50 != 20)
                stage.Send(stage.Customer, packet);
            if (i % 100 == 30)
                stage.Send(stage.Customer, packet);
            stage.Step();
        }

        stage.HangUp();
        SidecarLegQuality quality = stage.Sidecar().Quality[0];
        Assert.Equal((495L, 10L, 0L, 5L), (quality.Received, quality.Lost, quality.Late, quality.Duplicated));
        Assert.Equal((200L, 200L), (quality.ConcealedMs, quality.GapMs));

        // G.107: 2 % loss of G.711 is Ie,eff 95 · 2 / 27.1 = 7.01, R 86.2, 4.23.
        Assert.Equal(4.23, quality.Mos!.Value, 0.01);
    }

    // REQ: B-01
    [Fact]
    public void What_was_heard_and_lost_before_the_file_is_no_part_of_its_quality()
    {
        using var stage = new Stage().Open();
        stage.RunTo(5000);
        stage.Customer.Next = stage.Customer.Next.Plus(7);
        stage.RunTo(5400);
        stage.Do([
            new StartRecording(stage.NowNs, "test"),
            new SetCapture(LegId.Ingress, true, stage.NowNs, "test"),
            new SetCapture(LegId.Egress, true, stage.NowNs, "test")]);
        stage.RunTo(8400);
        stage.CustomerTalks = false;
        stage.RunTo(12_400);
        stage.HangUp();
        SidecarLegQuality quality = stage.Sidecar().Quality[0];
        Assert.Equal((150L, 0L, 1L), (quality.Received, quality.Lost, quality.Epochs));
        Assert.Equal((4000L, 0L), (quality.GapMs, quality.ConcealedMs));
        Assert.Equal(4.41, quality.Mos!.Value, 0.001);
    }

    [Fact]
    public void A_leg_that_never_spoke_has_no_opinion()
    {
        using var stage = new Stage().Answered();
        stage.AgentTalks = false;
        stage.RunTo(2000);
        stage.HangUp();
        Assert.Null(stage.Sidecar().Quality[1].Mos);
        Assert.Equal((2000L, 0L), (stage.Sidecar().Quality[1].GapMs, stage.Sidecar().Quality[1].ConcealedMs));
    }

    [Theory]
    [InlineData(true, 200)]
    [InlineData(false, 0)]
    public void Sender_reports_reach_their_leg(bool reports, double ppm)
    {
        using var stage = new Stage().Answered();
        RtpTimestamp start = stage.Customer.Time;
        for (int second = 0; second < 18; second++)
        {
            stage.RunTo(1000 * (second + 1));
            if (!reports || second % 3 != 0)
                continue;
            byte[] report = new byte[RtcpSenderReport.Bytes];
            new RtcpSenderReport(
                stage.Customer.Ssrc,
                NtpTimestamp.FromNs((3_976_214_400L + second) * 1_000_000_000),
                start.Plus((long)(second * 8000 * (1 + 200e-6))), 0, 0).WriteTo(report);
            stage.Send(stage.Customer, report);
        }

        stage.HangUp();
        Assert.Equal(ppm, stage.Sidecar().Quality[0].DriftPpm, 10.0);
        Assert.Equal(0, stage.Sidecar().Quality[1].DriftPpm, 1.0);
    }

    [Fact]
    public void Jitter_is_told_in_its_mean_and_at_its_worst()
    {
        using var stage = new Stage().Answered();
        stage.CustomerTalks = false;
        for (int i = 0; i < 400; i++)
        {
            // Two packets each 40 ms: one in time, one 20 ms late.
            byte[] packet = stage.Customer.Speak();
            if (i % 2 == 0)
                stage.Step();
            stage.Send(stage.Customer, packet);
            if (i % 2 == 1)
                stage.Step();
        }

        stage.HangUp();
        SidecarLegQuality quality = stage.Sidecar().Quality[0];
        Assert.InRange(quality.JitterMs, 15, 20);
        Assert.InRange(quality.MaxJitterMs, 17, 20.5);
        Assert.Equal(0, quality.ConcealedMs);
    }
}
