using MediaRecorder.Calls.B2bua;
using MediaRecorder.Calls.Tests.B2bua;
using MediaRecorder.Policy.Control;
using MediaRecorder.Policy.Model;
using static MediaRecorder.Calls.Tests.B2bua.HandmadeCall;

namespace MediaRecorder.Calls.Tests.Lines;

/// <summary>RTP timeout: calls whose parties are both gone without a BYE, and those that are only on hold.</summary>
// REQ: A-07
public sealed class MediaTimeoutTests
{
    private const int TimeoutSeconds = 60;
    private const int HoldTimeoutSeconds = 600;

    private readonly HandmadeCall _call = new(SimulatedRecorder.Model() with
    {
        MediaTimeout = TimeSpan.FromSeconds(TimeoutSeconds),
        HoldTimeout = TimeSpan.FromSeconds(HoldTimeoutSeconds),
    });

    [Fact]
    public void Silence_of_both_sides_ends_the_call_with_an_outcome_of_its_own()
    {
        _call.Talking();
        Assert.DoesNotContain("BYE", Methods(_call.Wait(TimeoutSeconds - 1)));
        var byes = _call.Wait((TimeoutSeconds / 4) + 1).Where(m => m.Message.MethodToken == "BYE").Select(m => m.To);
        Assert.Equal([SimulatedRecorder.CustomerSip, SimulatedRecorder.AgentSip], byes.Distinct());
        Assert.Equal(1, _call.Recorder.Counters.Ended(CallOutcome.MediaTimeout));
        Assert.Equal(
            EndCause.MediaTimeout, Assert.Single(_call.Recorder.Recording.Actions.OfType<StopRecording>()).Cause);
        _call.AssertNothingLeft();
    }

    [Fact]
    public void A_call_that_rings_is_not_meant()
    {
        var call = new HandmadeCall(SimulatedRecorder.Model() with
        {
            MediaTimeout = TimeSpan.FromSeconds(5),
            HoldTimeout = TimeSpan.FromSeconds(5),
        });
        call.Offered();
        call.Agent(Response(call.Invite!, 180));
        Assert.Empty(call.Wait(59));
        Assert.Equal(1, call.Recorder.B2bua.ActiveCalls);
    }

    [Fact]
    public void One_packet_of_one_side_now_and_then_is_enough()
    {
        _call.Talking();
        for (var i = 0; i < 20; i++)
        {
            Assert.DoesNotContain("BYE", Methods(_call.Wait(TimeoutSeconds * 3 / 4)));
            _call.Recorder.Packets++;
        }
    }

    [Theory]
    [InlineData("192.0.2.10", "a=sendonly\r\n", "a=recvonly\r\n")]
    [InlineData("192.0.2.10", "a=inactive\r\n", "a=inactive\r\n")]
    [InlineData("192.0.2.10", "a=recvonly\r\n", "a=sendonly\r\n")]
    [InlineData("0.0.0.0", "", "")]
    public void A_call_that_is_one_way_by_its_sdp_has_the_time_of_a_hold(string address, string offered, string answered)
    {
        _call.Talking();
        Reinvite(2, Sdp(address, 4000, 2, offered), AgentSdp(version: 2, extra: answered));
        Assert.DoesNotContain("BYE", Methods(_call.Wait(HoldTimeoutSeconds - 1)));
        Assert.Contains("BYE", Methods(_call.Wait(TimeoutSeconds)));
        Assert.Equal(1, _call.Recorder.Counters.Ended(CallOutcome.MediaTimeout));
    }

    [Fact]
    public void After_a_hold_the_time_begins_anew()
    {
        _call.Talking();
        Reinvite(2, CustomerSdp(version: 2, extra: "a=sendonly\r\n"), AgentSdp(version: 2, extra: "a=recvonly\r\n"));
        _call.Wait(HoldTimeoutSeconds / 2);
        Reinvite(3, CustomerSdp(version: 3), AgentSdp(version: 3));
        Assert.DoesNotContain("BYE", Methods(_call.Wait(TimeoutSeconds - 1)));
        Assert.Contains("BYE", Methods(_call.Wait(TimeoutSeconds)));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, HoldTimeoutSeconds)]
    public void Without_a_timeout_silence_is_not_looked_for(int timeout, int holdTimeout)
    {
        var call = new HandmadeCall(SimulatedRecorder.Model() with
        {
            MediaTimeout = TimeSpan.FromSeconds(timeout),
            HoldTimeout = TimeSpan.FromSeconds(holdTimeout),
        }).Talking();
        Assert.DoesNotContain("BYE", Methods(call.Wait(2000)));
    }

    private static IEnumerable<string> Methods(
        IEnumerable<(System.Net.IPEndPoint To, Sip.Messages.SipMessage Message)> sent) =>
        sent.Where(m => m.Message.IsRequest).Select(m => m.Message.MethodToken);

    private void Reinvite(int cseq, string offer, string answer)
    {
        var forwarded = _call.Customer(_call.CustomerRequest("INVITE", cseq, offer))[^1].Message;
        _call.Agent(Response(forwarded, 200, answer));
        _call.Customer(_call.CustomerRequest("ACK", cseq));
    }
}
