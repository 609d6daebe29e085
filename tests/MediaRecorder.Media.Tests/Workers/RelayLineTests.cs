using System.Net;
using System.Net.Sockets;
using MediaRecorder.Media.Paths;
using MediaRecorder.Media.Workers;
using MediaRecorder.Net;

namespace MediaRecorder.Media.Tests.Workers;

/// <summary>Lines beside the voice, lines that become another kind, and RTCP on one port or two.</summary>
// REQ: A-07
public sealed class RelayLineTests : IDisposable
{
    private static readonly byte[] Rtcp = [0x80, 200, 0, 1, 0, 0, 0, 7];
    private static readonly byte[] Fax = [0x00, 0x01, 0x06, 0xC0, 0x01, 0x80, 0x00, 0x00, 0xFF];

    private readonly MediaRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void A_further_line_is_relayed_between_its_own_ports_and_never_recorded()
    {
        Assert.True(_rig.Plane.TryAddLine(_rig.Path, 1));
        _rig.SetRemote(LegSide.Ingress, new LineRemote(LineKind.Rtp, At("192.0.2.10", 4002)), place: 1);
        _rig.SetRemote(LegSide.Egress, new LineRemote(LineKind.Rtp, At("192.0.2.20", 6002)), place: 1);
        _rig.Turn();
        Deliver(_rig.Loop.At(_rig.PortOf(LegSide.Ingress, 1)), MediaRig.Rtp(), At("192.0.2.10", 4002));
        var sent = Assert.Single(_rig.Loop.At(_rig.PortOf(LegSide.Egress, 1)).Sent);
        Assert.Equal(At("192.0.2.20", 6002), sent.Destination);
        Assert.Empty(_rig.CalleeSide.Sent);
        AssertNothingTapped();
    }

    [Fact]
    public void The_voice_may_be_any_line_and_may_move()
    {
        Assert.True(_rig.Plane.TryAddLine(_rig.Path, 2));
        _rig.SetRemote(LegSide.Ingress, MediaRig.Caller, place: 2);
        _rig.SetRemote(LegSide.Egress, MediaRig.Callee, place: 2);
        _rig.Plane.SetVoice(_rig.Path, 2);
        _rig.FromCaller(MediaRig.Rtp(1));
        AssertNothingTapped();
        Deliver(_rig.Loop.At(_rig.PortOf(LegSide.Ingress, 2)), MediaRig.Rtp(2), MediaRig.CallerRtp);
        Assert.True(_rig.Ring.TryRead(_rig.Ring.WritePosition, out var record));
        Assert.Equal(MediaRig.CallerTap, record.Tap);
        _rig.Plane.SetVoice(_rig.Path, null);
        Deliver(_rig.Loop.At(_rig.PortOf(LegSide.Ingress, 2)), MediaRig.Rtp(3), MediaRig.CallerRtp);
        AssertNothingTapped();
    }

    [Fact]
    public void A_fax_passes_whatever_it_looks_like_and_is_never_recorded()
    {
        SetFax();
        foreach (var datagram in (byte[][])[Fax, MediaRig.Rtp(), Rtcp, [0x16]])
        {
            _rig.FromCaller(datagram);
            Assert.Equal(datagram, _rig.CalleeSide.Sent[^1].Bytes);
        }

        Assert.Equal(4, _rig.Counters.Ingress.Datagrams);
        Assert.Equal(0, _rig.Counters.Ingress.RtpPackets);
        AssertNothingTapped();
    }

    [Fact]
    public void A_fax_from_a_third_address_or_too_long_or_on_the_rtcp_port_is_dropped()
    {
        SetFax();
        _rig.FromCaller(Fax, At("192.0.2.66", 4000));
        _rig.FromCaller(new byte[MediaWorker.MaxPacketBytes + 1]);
        Deliver(_rig.CallerRtcpSide, Fax, MediaRig.CallerRtcp);
        Assert.Empty(_rig.CalleeSide.Sent);
        Assert.Equal(1, _rig.Counters.Ingress.ForeignPackets);
        Assert.Equal(2, _rig.Counters.Ingress.MalformedPackets);
    }

    [Fact]
    public void After_the_fax_the_voice_is_relayed_and_recorded_as_before()
    {
        SetFax();
        _rig.SetRemote(LegSide.Ingress, MediaRig.Caller);
        _rig.SetRemote(LegSide.Egress, MediaRig.Callee);
        _rig.FromCaller(Fax);
        _rig.FromCaller(MediaRig.Rtp());
        Assert.Single(_rig.CalleeSide.Sent);
        Assert.True(_rig.Ring.TryRead(_rig.Ring.WritePosition, out _));
    }

    [Fact]
    public void A_line_that_is_off_takes_nothing_and_gets_nothing()
    {
        _rig.FromCaller(MediaRig.Rtp(1));
        _rig.SetRemote(LegSide.Ingress, default);
        _rig.FromCaller(MediaRig.Rtp(2));
        _rig.FromCallee(MediaRig.Rtp(3));
        Assert.Single(_rig.CalleeSide.Sent);
        Assert.Empty(_rig.CallerSide.Sent);
        Assert.Equal((1, 1), (_rig.Counters.Ingress.ForeignPackets, _rig.Counters.Egress.UndeliverablePackets));
    }

    // RFC 5761: the caller has one port, the callee two.
    [Fact]
    public void Rtcp_of_a_side_with_one_port_leaves_by_the_second_of_the_other_and_back()
    {
        _rig.SetRemote(LegSide.Ingress, MediaRig.Caller with { RtcpMux = true });
        _rig.Turn();
        _rig.FromCaller(Rtcp);
        var (_, destination) = Assert.Single(_rig.CalleeRtcpSide.Sent);
        Assert.Equal(MediaRig.CalleeRtcp, destination);
        Assert.Empty(_rig.CalleeSide.Sent);

        Deliver(_rig.CalleeRtcpSide, Rtcp, MediaRig.CalleeRtcp);
        Assert.Equal(MediaRig.CallerRtp, Assert.Single(_rig.CallerSide.Sent).Destination);
        Assert.Empty(_rig.CallerRtcpSide.Sent);
    }

    [Fact]
    public void Between_two_sides_with_one_port_each_rtcp_stays_on_it()
    {
        _rig.SetRemote(LegSide.Ingress, MediaRig.Caller with { RtcpMux = true });
        _rig.SetRemote(LegSide.Egress, MediaRig.Callee with { RtcpMux = true });
        _rig.Turn();
        _rig.FromCaller(Rtcp);
        Assert.Equal(MediaRig.CalleeRtp, Assert.Single(_rig.CalleeSide.Sent).Destination);
    }

    [Fact]
    public void Ipv4_and_ipv6_meet_in_one_call()
    {
        var (caller, callee) = (At("192.0.2.10", 4000), At("2001:db8::20", 6000));
        Assert.True(_rig.Plane.TryOpen(null, AddressFamily.InterNetwork, AddressFamily.InterNetworkV6, out var path));
        Assert.True(_rig.Plane.TryAddLine(path, 0));
        _rig.Plane.SetRemote(path, 0, LegSide.Ingress, new LineRemote(LineKind.Rtp, caller));
        _rig.Plane.SetRemote(path, 0, LegSide.Egress, new LineRemote(LineKind.Rtp, callee));
        _rig.Turn();
        var v4 = _rig.Loop.Bound.Last(s => s.LocalEndPoint.Port == path[0]!.PortOf(LegSide.Ingress));
        var v6 = _rig.Loop.Bound.Last(s => s.LocalEndPoint.Port == path[0]!.PortOf(LegSide.Egress));
        Assert.Equal(IPAddress.Parse("2001:db8::1"), v6.LocalEndPoint.Address);
        Deliver(v4, MediaRig.Rtp(), caller);
        Assert.Equal(callee, Assert.Single(v6.Sent).Destination);
        Deliver(v6, MediaRig.Rtp(), callee);
        Assert.Equal(caller, Assert.Single(v4.Sent).Destination);
        _rig.Plane.Close(path);
        _rig.Turn();
    }

    [Fact]
    public void All_lines_of_a_closed_path_give_their_ports_back()
    {
        using var rig = new MediaRig(lastPort: 10_015);
        Assert.True(rig.Plane.TryAddLine(rig.Path, 1));
        Assert.True(rig.Plane.TryAddLine(rig.Path, 7));
        Assert.False(rig.Plane.TryAddLine(rig.Path, RelayPath.MaxLines));
        Assert.True(rig.Plane.TryAddLine(rig.Path, 3));
        Assert.False(rig.Plane.TryAddLine(rig.Path, 4));
        rig.Turn();
        rig.Plane.Close(rig.Path);
        rig.Turn();
        Assert.Equal(0, rig.Loop.AddedSockets);
        Assert.All(rig.Loop.Bound, socket => Assert.True(socket.IsClosed));
        for (var i = 0; i < 4; i++)
        {
            rig.Open();
        }
    }

    [Fact]
    public void What_came_from_either_side_is_counted_for_the_call()
    {
        Assert.Equal(0, _rig.Plane.PacketsOf(_rig.Path));
        _rig.FromCaller(MediaRig.Rtp());
        _rig.FromCallee(MediaRig.Rtp());
        Deliver(_rig.CallerRtcpSide, Rtcp, MediaRig.CallerRtcp);
        _rig.FromCaller(MediaRig.Rtp(), At("192.0.2.66", 4000));
        Assert.Equal(3, _rig.Plane.PacketsOf(_rig.Path));
    }

    private static IPEndPoint At(string address, int port) => new(IPAddress.Parse(address), port);

    private void SetFax()
    {
        _rig.SetRemote(LegSide.Ingress, MediaRig.Caller with { Kind = LineKind.Datagrams });
        _rig.SetRemote(LegSide.Egress, MediaRig.Callee with { Kind = LineKind.Datagrams });
        _rig.Turn();
    }

    private void Deliver(FakeSocket socket, byte[] packet, IPEndPoint source)
    {
        socket.Deliver(packet, SocketEndpoint.From(source));
        _rig.Turn();
    }

    private void AssertNothingTapped() => Assert.False(_rig.Ring.TryRead(_rig.Ring.WritePosition, out _));
}
