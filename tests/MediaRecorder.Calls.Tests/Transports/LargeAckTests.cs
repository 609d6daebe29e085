using MediaRecorder.Calls.Tests.B2bua;
using MediaRecorder.Calls.Transports;
using MediaRecorder.Sip.Messages;

namespace MediaRecorder.Calls.Tests.Transports;

// RFC 3261 §18.1.1: an ACK is a request. REQ: A-02
public sealed class LargeAckTests
{
    private readonly HandmadeCall _call = new(SimulatedRecorder.Model() with
    {
        Transports = new TransportsModel { TcpListen = SimulatedRecorder.Sip },
    });

    [Theory]
    [InlineData(100, "UDP")]
    [InlineData(1300, "TCP")]
    public void The_ACK_to_a_2xx_goes_by_TCP_when_it_is_large(int letters, string transport)
    {
        OfferedByTheAgent();

        Assert.Equal(transport, Acknowledge(letters).TopVia.Transport);
    }

    [Fact]
    public void A_copy_of_the_2xx_brings_it_again_by_UDP_for_nobody_else_would_say_that_it_is_lost()
    {
        var ok = OfferedByTheAgent();
        var first = Acknowledge(1300);

        var again = Assert.Single(_call.Agent(ok)).Message;

        Assert.Equal(("TCP", "UDP"), (first.TopVia.Transport, again.TopVia.Transport));
        Assert.NotEqual(first.TopVia.Branch, again.TopVia.Branch);
        Assert.Equal(first.Body.ToArray(), again.Body.ToArray());
    }

    [Fact]
    public void A_peer_that_could_not_be_reached_by_TCP_gets_the_next_one_by_UDP()
    {
        OfferedByTheAgent();
        _call.FailTcp();

        Assert.Equal("UDP", Acknowledge(1300).TopVia.Transport);
    }

    // Returns the agent's 200.
    private string OfferedByTheAgent()
    {
        var invite = Assert.Single(_call.Customer(_call.CustomerRequest("INVITE", 1))).Message;
        var ok = HandmadeCall.Response(invite, 200, HandmadeCall.AgentSdp());
        _call.Take(_call.Agent(ok).Single(m => m.To.Equals(SimulatedRecorder.CustomerSip)).Message);
        return ok;
    }

    private SipMessage Acknowledge(int letters)
    {
        var sdp = HandmadeCall.CustomerSdp(extra: $"a=x-long:{new string('x', letters)}\r\n");
        var ack = Assert.Single(_call.Customer(_call.CustomerRequest("ACK", 1, sdp))).Message;
        Assert.Equal(SipMethod.Ack, ack.Method);
        return ack;
    }
}
