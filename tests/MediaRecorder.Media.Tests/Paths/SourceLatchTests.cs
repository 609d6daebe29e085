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
    private static readonly SocketEndpoint Nat = At("198.51.100.7", 61_000);
    private static readonly SocketEndpoint Stranger = At("192.0.2.9", 4000);

    [Theory]
    [InlineData(SourceRule.Address)]
    [InlineData(SourceRule.Strict)]
    [InlineData(SourceRule.Nat)]
    public void Nobody_is_accepted_before_an_address_is_signalled(SourceRule rule)
    {
        var latch = default(SourceLatch);
        latch.Signal(default, rule, Nat);
        Assert.False(latch.Accepts(Signalled));
        Assert.False(latch.Accepts(Nat));
    }

    [Theory]
    [InlineData(SourceRule.Address, true, true, false)]
    [InlineData(SourceRule.Strict, true, false, false)]
    [InlineData(SourceRule.Nat, true, true, true)]
    public void Each_rule_says_who_may_come_first(SourceRule rule, bool signalled, bool otherPort, bool behindNat)
    {
        Assert.Equal(signalled, Latch(rule).Accepts(Signalled));
        Assert.Equal(otherPort, Latch(rule).Accepts(OtherPort));
        Assert.Equal(behindNat, Latch(rule).Accepts(Nat));
        Assert.False(Latch(rule).Accepts(Stranger));
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
    public void The_first_port_behind_the_nat_is_latched_and_a_second_one_refused()
    {
        var latch = Latch(SourceRule.Nat);
        Assert.True(latch.Accepts(Nat));
        Assert.False(latch.Accepts(At("198.51.100.7", 61_002)));
        Assert.False(latch.Accepts(OtherPort));
    }

    [Theory]
    [InlineData(SourceRule.Address)]
    [InlineData(SourceRule.Nat)]
    public void The_signalled_endpoint_takes_the_latch_back(SourceRule rule)
    {
        var latch = Latch(rule);
        Assert.True(latch.Accepts(OtherPort));
        Assert.True(latch.Accepts(Signalled));
        Assert.False(latch.Accepts(OtherPort));
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

    [Fact]
    public void Another_rule_opens_the_latch_anew()
    {
        var latch = Latch();
        Assert.True(latch.Accepts(OtherPort));
        latch.Signal(Signalled, SourceRule.Strict);
        Assert.False(latch.Accepts(OtherPort));
    }

    private static SourceLatch Latch(SourceRule rule = SourceRule.Address)
    {
        var latch = default(SourceLatch);
        latch.Signal(Signalled, rule, rule == SourceRule.Nat ? At("198.51.100.7", 0) : default);
        return latch;
    }

    private static SocketEndpoint At(string address, int port) =>
        SocketEndpoint.From(new IPEndPoint(IPAddress.Parse(address), port));
}
