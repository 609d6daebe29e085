using System.Net;
using MediaRecorder.Media.Paths;
using MediaRecorder.Net;

namespace MediaRecorder.Media.Tests.Workers;

/// <summary>A caller behind a NAT: its SDP names a private address, its packets come from that of its SIP.</summary>
// REQ: A-07
public sealed class NatTests : IDisposable
{
    private static readonly byte[] Rtcp = [0x80, 200, 0, 1, 0, 0, 0, 7];
    private static readonly IPEndPoint Private = new(IPAddress.Parse("10.0.0.5"), 4000);
    private static readonly IPEndPoint Public = new(IPAddress.Parse("198.51.100.7"), 61_000);
    private static readonly IPEndPoint PublicRtcp = new(Public.Address, 61_007);

    private readonly MediaRig _rig = new();

    public NatTests()
    {
        _rig.SetRemote(LegSide.Ingress, Caller());
        _rig.Turn();
    }

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void It_is_sent_to_where_its_sdp_says_until_it_is_heard_and_then_to_where_it_is()
    {
        _rig.FromCallee(MediaRig.Rtp(1));
        _rig.FromCaller(MediaRig.Rtp(2), Public);
        _rig.FromCallee(MediaRig.Rtp(3));
        Assert.Equal([Private, Public], _rig.CallerSide.Sent.Select(sent => sent.Destination));
        Assert.Single(_rig.CalleeSide.Sent);
    }

    [Fact]
    public void Its_rtcp_has_a_way_of_its_own()
    {
        _rig.FromCaller(MediaRig.Rtp(), Public);
        _rig.CallerRtcpSide.Deliver(Rtcp, SocketEndpoint.From(PublicRtcp));
        _rig.CalleeRtcpSide.Deliver(Rtcp, SocketEndpoint.From(MediaRig.CalleeRtcp));
        _rig.Turn();
        Assert.Equal(PublicRtcp, Assert.Single(_rig.CallerRtcpSide.Sent).Destination);
    }

    [Fact]
    public void Its_multiplexed_rtcp_goes_where_its_rtp_goes()
    {
        _rig.SetRemote(LegSide.Ingress, Caller() with { RtcpMux = true });
        _rig.FromCaller(MediaRig.Rtp(), Public);
        _rig.CalleeRtcpSide.Deliver(Rtcp, SocketEndpoint.From(MediaRig.CalleeRtcp));
        _rig.Turn();
        Assert.Equal(Public, Assert.Single(_rig.CallerSide.Sent).Destination);
    }

    [Fact]
    public void A_hold_stops_what_it_is_sent_and_a_resume_finds_it_again()
    {
        _rig.FromCaller(MediaRig.Rtp(), Public);
        _rig.SetRemote(LegSide.Ingress, Caller() with { Rtp = null, Rtcp = null });
        _rig.FromCallee(MediaRig.Rtp());
        _rig.FromCaller(MediaRig.Rtp(), Public);
        Assert.Empty(_rig.CallerSide.Sent);
        Assert.Equal(2, _rig.CalleeSide.Sent.Count);
        _rig.SetRemote(LegSide.Ingress, Caller());
        _rig.FromCallee(MediaRig.Rtp());
        Assert.Equal(Public, Assert.Single(_rig.CallerSide.Sent).Destination);
    }

    private static LineRemote Caller() => new(LineKind.Rtp, Private, new IPEndPoint(Private.Address, 4001))
    {
        Rule = SourceRule.Nat,
        Signalling = Public.Address,
    };
}
