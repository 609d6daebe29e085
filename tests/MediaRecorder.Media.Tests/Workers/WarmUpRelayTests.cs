using System.Net;
using MediaRecorder.Media.Workers;
using MediaRecorder.Net;

namespace MediaRecorder.Media.Tests.Workers;

// REQ: J-02
public sealed class WarmUpRelayTests
{
    private static readonly MonotonicClock Clock = new(TimeProvider.System);

    [Fact]
    public void The_warm_up_relays_through_real_sockets_and_frees_its_ports()
    {
        Assert.InRange(Run(IPAddress.Loopback), WarmUpRelay.Calls, long.MaxValue);
        Assert.InRange(Run(IPAddress.Loopback), WarmUpRelay.Calls, long.MaxValue);
    }

    [Fact]
    public void Where_no_port_can_be_bound_there_is_no_warm_up_and_no_harm() =>
        Assert.Equal(0, Run(IPAddress.Parse("192.0.2.1")));

    // Four ports: one call at a time.
    private static long Run(IPAddress address) => WarmUpRelay.Run(address, () => new PortAllocator(27_310, 27_313), Clock);
}
