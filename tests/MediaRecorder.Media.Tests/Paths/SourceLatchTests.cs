using System.Net;
using MediaRecorder.Media.Paths;
using MediaRecorder.Net;

namespace MediaRecorder.Media.Tests.Paths;

// REQ: A-07
public sealed class SourceLatchTests
{
    private static readonly SocketEndpoint Signalled = At("192.0.2.1", 4000);
    private static readonly SocketEndpoint OtherPort = At("192.0.2.1", 4100);
    private static readonly SocketEndpoint ThirdPort = At("192.0.2.1", 4200);
    private static readonly SocketEndpoint Stranger = At("192.0.2.9", 4000);

    [Fact]
    public void Nobody_is_accepted_before_an_address_is_signalled()
    {
        var latch = default(SourceLatch);
        Assert.False(latch.Accepts(Signalled));
    }

    [Fact]
    public void The_first_port_of_the_signalled_address_is_latched_and_a_second_one_refused()
    {
        var latch = Latch();
        Assert.True(latch.Accepts(OtherPort));
        Assert.False(latch.Accepts(ThirdPort));
        Assert.True(latch.Accepts(OtherPort));
    }

    [Fact]
    public void The_signalled_endpoint_takes_the_latch_back()
    {
        var latch = Latch();
        Assert.True(latch.Accepts(OtherPort));
        Assert.True(latch.Accepts(Signalled));
        Assert.False(latch.Accepts(OtherPort));
    }

    [Fact]
    public void A_third_address_is_never_accepted()
    {
        var latch = Latch();
        Assert.False(latch.Accepts(Stranger));
        Assert.True(latch.Accepts(Signalled));
        Assert.False(latch.Accepts(Stranger));
    }

    [Fact]
    public void The_same_sdp_again_keeps_the_latch_and_a_new_one_drops_it()
    {
        var latch = Latch();
        Assert.True(latch.Accepts(OtherPort));
        latch.Signal(Signalled);
        Assert.False(latch.Accepts(ThirdPort));
        latch.Signal(Stranger);
        Assert.False(latch.Accepts(OtherPort));
        Assert.True(latch.Accepts(Stranger));
    }

    private static SourceLatch Latch()
    {
        var latch = default(SourceLatch);
        latch.Signal(Signalled);
        return latch;
    }

    private static SocketEndpoint At(string address, int port) =>
        SocketEndpoint.From(new IPEndPoint(IPAddress.Parse(address), port));
}
