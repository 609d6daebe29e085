using MediaRecorder.Media.Paths;
using MediaRecorder.Net;

namespace MediaRecorder.Media.Tests.Workers;

/// <summary>
/// One small call, again and again, in which the 1st, 2nd, … nth of what can fail does: the call goes on without what was
/// lost, its neighbour loses nothing, and at the end no socket and no port is missing.
/// </summary>
// REQ
public sealed class FailureSweepTests
{
    private const int PacketsEachWay = 6;
    private const int SocketsOfTheCall = 8;

    // In each direction: voice and RTCP of the first line, RTP of the second.
    private const int Datagrams = 2 * (PacketsEachWay + 1 + PacketsEachWay);

    [Fact]
    public void Without_a_failure_everything_passes()
    {
        using var call = new Call();
        Assert.True(call.TryOpen());
        call.Talk();
        Assert.Equal(Datagrams, call.Relayed);
        Assert.Equal(2 * (PacketsEachWay + 1), call.Tapped);
        call.AssertNeighbourUnharmed();
        call.CloseAndAssertNothingIsLeft();
    }

    [Fact]
    public void Each_receive_in_turn_fails()
    {
        for (var n = 1; n <= Datagrams; n++)
        {
            using var call = new Call();
            Assert.True(call.TryOpen());
            call.Loop.FailReceiveAt = n;
            call.Talk();
            Assert.Equal(Datagrams - 1, call.Relayed);
            Assert.Equal(1, call.Loop.Bound.Sum(socket => socket.ReceiveErrors));
            call.AssertNeighbourUnharmed();
            call.CloseAndAssertNothingIsLeft();
        }
    }

    [Fact]
    public void Each_send_in_turn_fails_and_what_was_heard_is_recorded_all_the_same()
    {
        for (var n = 1; n <= Datagrams; n++)
        {
            using var call = new Call();
            Assert.True(call.TryOpen());
            call.Loop.FailSendAt = n;
            call.Talk();
            Assert.Equal(Datagrams - 1, call.Relayed);
            Assert.Equal(1, call.SendErrors);
            Assert.Equal(2 * (PacketsEachWay + 1), call.Tapped);
            call.AssertNeighbourUnharmed();
            call.CloseAndAssertNothingIsLeft();
        }
    }

    [Fact]
    public void Each_packet_in_turn_finds_the_ring_full_and_is_relayed_all_the_same()
    {
        for (var n = 1; n <= 2 * (PacketsEachWay + 1); n++)
        {
            using var call = new Call { RingIsFullAt = n };
            Assert.True(call.TryOpen());
            call.Talk();
            Assert.Equal(Datagrams, call.Relayed);
            Assert.Equal((1, 2 * (PacketsEachWay + 1) - 1), (call.TapDrops, call.Tapped));
            call.AssertNeighbourUnharmed();
            call.CloseAndAssertNothingIsLeft();
        }
    }

    [Fact]
    public void A_ring_that_fills_up_sooner_or_later_costs_the_recording_packets_and_the_call_none()
    {
        var drops = new List<long>();
        for (var ringBytes = 128; ringBytes <= 8192; ringBytes *= 2)
        {
            using var call = new Call(ringBytes);
            Assert.True(call.TryOpen());
            call.Talk();
            Assert.Equal(Datagrams, call.Relayed);
            Assert.Equal(2 * (PacketsEachWay + 1), call.Tapped + call.TapDrops);
            drops.Add(call.TapDrops);
            call.CloseAndAssertNothingIsLeft();
        }

        // From all of the voice to nothing at all, and never more with more room.
        Assert.Equal(2 * PacketsEachWay, drops[0]);
        Assert.Equal(0, drops[^1]);
        Assert.Equal(drops.OrderDescending(), drops);
    }

    [Fact]
    public void Each_bind_in_turn_fails_and_another_port_is_taken()
    {
        for (var n = 1; n <= SocketsOfTheCall; n++)
        {
            using var call = new Call();
            call.Loop.FailBindAt = n;
            Assert.True(call.TryOpen());
            call.Talk();
            Assert.Equal(Datagrams, call.Relayed);
            call.CloseAndAssertNothingIsLeft();
        }
    }

    [Fact]
    public void Each_attach_in_turn_fails_and_costs_one_leg_of_one_line()
    {
        for (var n = 1; n <= SocketsOfTheCall; n++)
        {
            using var call = new Call();
            call.Loop.FailAddAt = n;
            Assert.True(call.TryOpen());
            call.Talk();
            Assert.Equal(1, call.LegFaults);

            // The other line is whole: the second has no RTCP here, the first has one packet each way.
            Assert.Equal(2 * (n <= SocketsOfTheCall / 2 ? PacketsEachWay : PacketsEachWay + 1), call.Relayed);
            call.AssertNeighbourUnharmed();
            call.CloseAndAssertNothingIsLeft();
        }
    }

    [Fact]
    public void A_defect_at_each_receive_closes_that_leg_alone()
    {
        for (var n = 0; n < SocketsOfTheCall; n++)
        {
            using var call = new Call();
            Assert.True(call.TryOpen());
            call.Sockets[n].ThrowOnReceive = true;
            call.Talk();
            Assert.Equal(1, call.LegFaults);
            Assert.InRange(call.Relayed, 2 * PacketsEachWay, Datagrams - 2);
            call.AssertNeighbourUnharmed();
            call.CloseAndAssertNothingIsLeft();
        }
    }

    /// <summary>A recorded call of two lines beside another call, on one worker.</summary>
    private sealed class Call(int ringBytes = 64 * 1024) : IDisposable
    {
        private static readonly byte[] Rtcp = [0x80, 200, 0, 1, 0, 0, 0, 7];

        // The neighbour is the rig's own call, open before anything fails; its taps are told apart by their number.
        private readonly MediaRig _rig = new(ringBytes);
        private RelayPath? _path;
        private int _voice;

        /// <summary>For which packet of the first line, from 1, the ring has no room.</summary>
        public int RingIsFullAt { get; init; }

        public FakeLoop Loop => _rig.Loop;

        public IReadOnlyList<FakeSocket> Sockets { get; private set; } = [];

        public int Relayed => Sockets.Sum(socket => socket.Sent.Count);

        public long SendErrors => _rig.Counters.Ingress.SendErrors + _rig.Counters.Egress.SendErrors;

        public long TapDrops => _rig.Counters.Ingress.TapDrops + _rig.Counters.Egress.TapDrops;

        public long LegFaults => _rig.Counters.LegFaults;

        public int Tapped { get; private set; }

        public bool TryOpen()
        {
            var before = _rig.Loop.Bound.Count;
            if (!_rig.TryOpen(new TapPair(0, new(21), new(22)), out _path) || !_rig.Plane.TryAddLine(_path!, 1))
            {
                return false;
            }

            for (var place = 0; place < 2; place++)
            {
                _rig.Plane.SetRemote(_path!, place, LegSide.Ingress, MediaRig.Caller);
                _rig.Plane.SetRemote(_path!, place, LegSide.Egress, MediaRig.Callee);
            }

            _rig.Turn();
            Sockets = [.. _rig.Loop.Bound.Skip(before).Where(socket => !socket.IsClosed || LegFaults > 0)];
            return true;
        }

        public void Talk()
        {
            for (ushort i = 0; i < PacketsEachWay; i++)
            {
                for (var place = 0; place < 2; place++)
                {
                    Pass(place, LegSide.Ingress, 0, MediaRig.Rtp(i), MediaRig.CallerRtp);
                    Pass(place, LegSide.Egress, 0, MediaRig.Rtp(i), MediaRig.CalleeRtp);
                }
            }

            Pass(0, LegSide.Ingress, 1, Rtcp, MediaRig.CallerRtcp);
            Pass(0, LegSide.Egress, 1, Rtcp, MediaRig.CalleeRtcp);
            ReadRing();
        }

        public void AssertNeighbourUnharmed()
        {
            _rig.FromCaller(MediaRig.Rtp());
            _rig.FromCallee(MediaRig.Rtp());
            Assert.Single(_rig.CalleeSide.Sent);
            Assert.Single(_rig.CallerSide.Sent);
        }

        public void CloseAndAssertNothingIsLeft()
        {
            _rig.Plane.Close(_path!);
            _rig.Plane.Close(_rig.Path);
            _rig.Turn();
            Assert.Equal(0, _rig.Loop.AddedSockets);
            Assert.All(_rig.Loop.Bound, socket => Assert.True(socket.IsClosed));
            Assert.Equal(0, _rig.Plane.OpenPaths);
        }

        public void Dispose() => _rig.Dispose();

        private void Pass(int place, LegSide side, int port, byte[] packet, System.Net.IPEndPoint source)
        {
            var isFull = place == 0 && ++_voice == RingIsFullAt;
            while (isFull && _rig.Ring.TryWrite(default, 0, [0]))
            {
            }

            Deliver(_path![place]!.PortOf(side) + port, packet, source);
            _rig.Turn();
            if (isFull)
                ReadRing();
        }

        private void ReadRing()
        {
            while (_rig.Ring.TryRead(_rig.Ring.WritePosition, out var record))
            {
                Tapped += record.Tap == default ? 0 : 1;
                _rig.Ring.Release();
            }
        }

        private void Deliver(int port, byte[] packet, System.Net.IPEndPoint source)
        {
            // A leg that has failed has no socket to send to.
            if (_rig.Loop.Bound.SingleOrDefault(s => s.LocalEndPoint.Port == port && !s.IsClosed) is { } socket)
            {
                socket.Deliver(packet, SocketEndpoint.From(source));
            }
        }
    }
}
