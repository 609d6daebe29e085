using System.Net;
using MediaRecorder.Media.Paths;
using MediaRecorder.Media.Workers;
using MediaRecorder.Net;

namespace MediaRecorder.Media.Tests.Workers;

// REQ: A-07
public sealed class MediaWorkerTests : IDisposable
{
    private static readonly byte[] Rtcp = [0x80, 200, 0, 1, 0, 0, 0, 7];
    private static readonly IPEndPoint Stranger = new(IPAddress.Parse("192.0.2.66"), 4000);

    private readonly MediaRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void Rtp_passes_both_ways_untouched()
    {
        var fromCaller = MediaRig.Rtp(1, payloadType: 96);
        var fromCallee = MediaRig.Rtp(2, payloadType: 13, payloadBytes: 1);
        _rig.FromCaller(fromCaller);
        _rig.FromCallee(fromCallee);

        var (toCallee, calleeAddress) = Assert.Single(_rig.CalleeSide.Sent);
        var (toCaller, callerAddress) = Assert.Single(_rig.CallerSide.Sent);
        Assert.Equal(fromCaller, toCallee);
        Assert.Equal(MediaRig.CalleeRtp, calleeAddress);
        Assert.Equal(fromCallee, toCaller);
        Assert.Equal(MediaRig.CallerRtp, callerAddress);
    }

    [Fact]
    public void Rtcp_passes_between_the_rtcp_ports()
    {
        _rig.CallerRtcpSide.Deliver(Rtcp, SocketEndpoint.From(MediaRig.CallerRtcp));
        _rig.Turn();
        var (bytes, destination) = Assert.Single(_rig.CalleeRtcpSide.Sent);
        Assert.Equal(Rtcp, bytes);
        Assert.Equal(MediaRig.CalleeRtcp, destination);
        Assert.Equal(1, _rig.Counters.Ingress.RtcpPackets);
    }

    [Fact]
    public void Rtcp_is_tapped_as_rtp_is()
    {
        _rig.CalleeRtcpSide.Deliver(Rtcp, SocketEndpoint.From(MediaRig.CalleeRtcp));
        _rig.Turn();
        Assert.True(_rig.Ring.TryRead(_rig.Ring.WritePosition, out var record));
        Assert.Equal(MediaRig.CalleeTap, record.Tap);
        Assert.Equal(Rtcp, record.Packet.ToArray());
    }

    [Fact]
    public void Rtp_on_an_rtcp_port_is_dropped_and_not_recorded()
    {
        _rig.CallerRtcpSide.Deliver(MediaRig.Rtp(), SocketEndpoint.From(MediaRig.CallerRtcp));
        _rig.Turn();
        Assert.Empty(_rig.CalleeRtcpSide.Sent);
        Assert.False(_rig.Ring.TryRead(_rig.Ring.WritePosition, out _));
        Assert.Equal(1, _rig.Counters.Ingress.MalformedPackets);
    }

    [Fact]
    public void Each_rtp_packet_is_tapped_with_its_leg_and_the_time_of_its_turn()
    {
        _rig.Time.Advance(TimeSpan.FromMilliseconds(5));
        var packet = MediaRig.Rtp();
        _rig.FromCallee(packet);
        Assert.True(_rig.Ring.TryRead(_rig.Ring.WritePosition, out var record));
        Assert.Equal(MediaRig.CalleeTap, record.Tap);
        Assert.Equal(packet, record.Packet.ToArray());
        Assert.Equal(_rig.Worker.LastTurnNs, record.ArrivalNs);
    }

    // REQ: J-01
    [Fact]
    public void A_worker_that_is_woken_soon_again_rests_until_packets_have_gathered()
    {
        _rig.Loop.Waiting = () => _rig.Time.AdvanceNs(100_000);
        _rig.Worker.PacedTurn(0);
        Assert.Equal([TurnPace.PeriodNs - 100_000], _rig.Loop.Rests);
    }

    [Fact]
    public void A_command_that_fails_leaves_those_behind_it_alone()
    {
        var before = _rig.Loop.AddedSockets;
        _rig.Loop.FailRemoveAt = 1;
        _rig.Plane.Close(_rig.Path);
        _rig.Open();
        _rig.Turn();
        Assert.Equal(1, _rig.Counters.LegFaults);
        Assert.Equal(before + 4, _rig.Loop.AddedSockets);
    }

    [Fact]
    public void A_full_ring_loses_the_recording_a_packet_and_never_the_call()
    {
        using var rig = new MediaRig(ringBytes: 1024);
        for (ushort i = 0; i < 20; i++)
        {
            rig.FromCaller(MediaRig.Rtp(i));
        }

        Assert.Equal(20, rig.CalleeSide.Sent.Count);
        Assert.True(rig.Counters.Ingress.TapDrops > 0);
        Assert.Equal(rig.Counters.Ingress.TapDrops, rig.Ring.DroppedRecords);
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 0x80 })]
    [InlineData(new byte[] { 0x00, 0x01, 0x00, 0x00, 0x21, 0x12, 0xA4, 0x42, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 0x40, 0x00, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1 })]
    public void What_is_neither_rtp_nor_rtcp_is_counted_and_dropped(byte[] datagram)
    {
        _rig.FromCaller(datagram);
        Assert.Empty(_rig.CalleeSide.Sent);
        Assert.Equal(1, _rig.Counters.Ingress.MalformedPackets);
    }

    [Fact]
    public void An_oversized_datagram_is_counted_and_dropped()
    {
        _rig.FromCaller(MediaRig.Rtp(payloadBytes: MediaWorker.MaxPacketBytes));
        Assert.Empty(_rig.CalleeSide.Sent);
        Assert.Equal(1, _rig.Counters.Ingress.MalformedPackets);
    }

    [Fact]
    public void Media_from_a_third_address_is_counted_and_goes_nowhere()
    {
        _rig.FromCaller(MediaRig.Rtp(), Stranger);
        _rig.FromCaller(MediaRig.Rtp(2));
        _rig.FromCaller(MediaRig.Rtp(3), Stranger);
        Assert.Single(_rig.CalleeSide.Sent);
        Assert.Equal(2, _rig.Counters.Ingress.ForeignPackets);
    }

    [Fact]
    public void A_party_with_no_address_is_sent_nothing_and_still_heard()
    {
        _rig.SetRemote(LegSide.Ingress, new LineRemote(LineKind.Rtp));
        _rig.FromCallee(MediaRig.Rtp());
        _rig.FromCaller(MediaRig.Rtp());
        Assert.Empty(_rig.CallerSide.Sent);
        Assert.Single(_rig.CalleeSide.Sent);
        Assert.Equal(1, _rig.Counters.Egress.UndeliverablePackets);
    }

    [Fact]
    public void A_new_address_takes_over_and_the_old_one_is_foreign()
    {
        var moved = new IPEndPoint(IPAddress.Parse("192.0.2.11"), 4500);
        _rig.FromCaller(MediaRig.Rtp());
        _rig.SetRemote(
            LegSide.Ingress, new LineRemote(LineKind.Rtp, moved, new IPEndPoint(moved.Address, 4501)));
        _rig.Turn();
        _rig.FromCaller(MediaRig.Rtp(2), moved);
        _rig.FromCaller(MediaRig.Rtp(3));
        _rig.FromCallee(MediaRig.Rtp());
        Assert.Equal(2, _rig.CalleeSide.Sent.Count);
        Assert.Equal(1, _rig.Counters.Ingress.ForeignPackets);
        Assert.Equal(moved, Assert.Single(_rig.CallerSide.Sent).Destination);
    }

    [Fact]
    public void Closing_gives_back_sockets_and_ports()
    {
        using var rig = new MediaRig(lastPort: 10_003);
        Assert.False(rig.TryOpen(null, out _));
        rig.Plane.Close(rig.Path);
        rig.Turn();
        Assert.Equal(0, rig.Loop.AddedSockets);
        Assert.All(rig.Loop.Bound, s => Assert.True(s.IsClosed));
        Assert.True(rig.TryOpen(null, out _));
        Assert.Equal(1, rig.Plane.OpenPaths);
    }

    [Fact]
    public void Two_thousand_paths_one_after_another_leave_no_port_taken()
    {
        using var rig = new MediaRig(lastPort: 10_007);
        for (var i = 0; i < 2000; i++)
        {
            var path = rig.Open(new TapPair(0, new(2 * i), new((2 * i) + 1)));
            rig.Turn();
            rig.Plane.Close(path);
            rig.Turn();
        }

        rig.Plane.Close(rig.Path);
        rig.Turn();
        Assert.Equal(0, rig.Plane.OpenPaths);
        Assert.Equal(0, rig.Loop.AddedSockets);
        Assert.All(rig.Loop.Bound, s => Assert.True(s.IsClosed));
    }

    // Each of the four sockets of a call in turn: the loop goes on, and closing the call still frees everything.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_socket_that_cannot_be_watched_costs_its_leg_only(int nth)
    {
        using var rig = new MediaRig(lastPort: 10_007);
        rig.Loop.FailAddAt = nth;
        var deaf = rig.Open();
        rig.Turn();
        Assert.Equal(1, rig.Counters.LegFaults);
        rig.FromCaller(MediaRig.Rtp());
        Assert.Single(rig.CalleeSide.Sent);
        rig.Plane.Close(deaf);
        rig.Turn();
        Assert.Equal(4, rig.Loop.Bound.Count(s => !s.IsClosed));
        rig.Open();
    }

    [Fact]
    public void A_port_that_another_program_holds_is_passed_over()
    {
        var next = _rig.PortOf(LegSide.Egress) + 2;
        _rig.Loop.ForeignPorts.Add(next + 1);
        Assert.NotEqual(next, _rig.Open()[0]!.PortOf(LegSide.Ingress));
        Assert.Equal(8, _rig.Loop.Bound.Count(s => !s.IsClosed));
    }

    [Fact]
    public void A_fault_in_one_leg_closes_that_leg_and_other_calls_go_on()
    {
        var other = _rig.Open();
        _rig.Plane.SetRemote(other, 0, LegSide.Ingress, MediaRig.Caller);
        _rig.Plane.SetRemote(other, 0, LegSide.Egress, MediaRig.Callee);
        _rig.Turn();
        _rig.CallerSide.ThrowOnReceive = true;
        _rig.Turn();

        Assert.Equal(1, _rig.Counters.LegFaults);
        _rig.FromCallee(MediaRig.Rtp());
        _rig.Loop.At(other[0]!.PortOf(LegSide.Ingress)).Deliver(MediaRig.Rtp(), SocketEndpoint.From(MediaRig.CallerRtp));
        _rig.Turn();
        Assert.Single(_rig.Loop.At(other[0]!.PortOf(LegSide.Egress)).Sent);

        _rig.Plane.Close(_rig.Path);
        _rig.Plane.Close(other);
        _rig.Turn();
        Assert.Equal(0, _rig.Loop.AddedSockets);
    }

    [Fact]
    public void Every_nth_failing_send_is_counted_and_the_relay_goes_on()
    {
        for (var n = 1; n <= 10; n++)
        {
            using var rig = new MediaRig();
            rig.CalleeSide.FailSendAt = n;
            for (ushort i = 0; i < 10; i++)
            {
                rig.FromCaller(MediaRig.Rtp(i));
            }

            Assert.Equal(9, rig.CalleeSide.Sent.Count);
            Assert.Equal(1, rig.Counters.Ingress.SendErrors);
            Assert.Equal(10, rig.Counters.Ingress.RtpPackets);
        }
    }

    // REQ: J-02
    [Fact]
    public void Relay_and_tap_allocate_nothing()
    {
        var packets = Enumerable.Range(0, 200).Select(i => MediaRig.Rtp((ushort)i)).ToArray();
        _rig.CalleeSide.KeepSent = false;
        var source = SocketEndpoint.From(MediaRig.CallerRtp);
        foreach (var packet in packets)
        {
            _rig.CallerSide.Deliver(packet, source);
        }

        _rig.Turn();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 150; i++)
        {
            _rig.Turn();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(151, _rig.Counters.Ingress.RelayedPackets);
    }
}
