using System.Net;
using MediaRecorder.Media.Paths;
using MediaRecorder.Media.Tests.Workers;
using MediaRecorder.Net;

namespace MediaRecorder.Media.Tests.Paths;

/// <summary>An attacker who knows every port and every address, and sends at any moment, on a seeded network.</summary>
// REQ: A-07
public sealed class HijackProperties
{
    private const int Runs = 300;
    private const int Steps = 200;

    private static readonly string[] Attackers = ["203.0.113.66", "192.0.2.11", "192.0.2.21", "2001:db8::66"];

    [Theory]
    [InlineData(SourceRule.Address)]
    [InlineData(SourceRule.Strict)]
    [InlineData(SourceRule.Nat)]
    public void No_third_address_is_ever_relayed_or_recorded_and_the_parties_always_are(SourceRule rule)
    {
        for (var seed = 0; seed < Runs; seed++)
        {
            using var run = new Run(seed, rule);
            for (var step = 0; step < Steps; step++)
            {
                run.Step();
            }

            run.Check();
        }
    }

    private sealed class Run : IDisposable
    {
        private const byte Mark = 0xEE;

        private readonly MediaRig _rig = new(ringBytes: 1 << 20);
        private readonly Random _random;
        private readonly SourceRule _rule;
        private readonly int _seed;
        private readonly IPAddress[] _hosts = [IPAddress.Parse("192.0.2.10"), IPAddress.Parse("192.0.2.20")];
        private readonly IPAddress[] _nats = [IPAddress.Parse("198.51.100.1"), IPAddress.Parse("198.51.100.2")];
        private readonly int[] _ports = [4000, 6000];
        private readonly bool[] _isHeld = new bool[2];
        private readonly bool[] _sendsByNat = new bool[2];
        private int _reinvites;
        private int _genuine;
        private int _forged;
        private ushort _sequence;

        public Run(int seed, SourceRule rule)
        {
            _seed = seed;
            _rule = rule;
            _random = new Random(seed);
            Signal(0);
            Signal(1);
        }

        public void Step()
        {
            var side = _random.Next(2);
            switch (_random.Next(10))
            {
                case 0:
                    // A re-INVITE: another port, perhaps another host, perhaps a hold.
                    _ports[side] = 4000 + (2 * ++_reinvites);
                    _isHeld[side] = _random.Next(3) == 0;
                    _sendsByNat[side] = _rule == SourceRule.Nat && _random.Next(2) == 0;
                    Signal(side);
                    break;
                case <= 4:
                    Attack(side);
                    break;
                default:
                    Speak(side);
                    break;
            }
        }

        public void Check()
        {
            var sent = _rig.Loop.Bound.SelectMany(socket => socket.Sent).ToList();
            Assert.DoesNotContain(sent, packet => IsForged(packet.Bytes));
            Assert.All(sent, packet => Assert.Contains(packet.Destination.Address, _hosts.Concat(_nats)));
            var tapped = 0;
            while (_rig.Ring.TryRead(_rig.Ring.WritePosition, out var record))
            {
                Assert.False(IsForged(record.Packet), $"seed {_seed}");
                tapped++;
            }

            Assert.True(tapped == _genuine, $"seed {_seed}: {tapped} of {_genuine} packets of the parties were taken");
            Assert.Equal(_forged, _rig.Counters.Ingress.ForeignPackets + _rig.Counters.Egress.ForeignPackets);
        }

        public void Dispose() => _rig.Dispose();

        private static bool IsForged(ReadOnlySpan<byte> packet) => packet[^1] == Mark;

        private void Signal(int side)
        {
            // A held party keeps the address it had before; a first SDP names one.
            if (_isHeld[side])
            {
                _rig.SetRemote((LegSide)side, new LineRemote(LineKind.Rtp) { Rule = _rule, Signalling = _nats[side] });
                _ports[side] = -1;
            }
            else
            {
                var rtp = new IPEndPoint(_hosts[side], _ports[side]);
                _rig.SetRemote(
                    (LegSide)side,
                    new LineRemote(LineKind.Rtp, rtp, new IPEndPoint(rtp.Address, rtp.Port + 1))
                    {
                        Rule = _rule,
                        Signalling = _nats[side],
                    });
            }

            _rig.Turn();
        }

        private void Speak(int side)
        {
            if (_ports[side] < 0)
            {
                return;
            }

            _genuine++;
            var source = _sendsByNat[side]
                ? new IPEndPoint(_nats[side], _ports[side] + 1000)
                : new IPEndPoint(_hosts[side], _ports[side]);
            Deliver(side, onRtcpPort: false, MediaRig.Rtp(_sequence++), source);
        }

        private void Attack(int side)
        {
            _forged++;
            var packet = MediaRig.Rtp((ushort)_random.Next(65536));
            var onRtcpPort = _random.Next(4) == 0;
            if (onRtcpPort)
            {
                packet = [0x80, 200, 0, 1, 0, 0, 0, Mark];
            }

            packet[^1] = Mark;
            var port = _random.Next(2) == 0 ? Math.Max(1, _ports[side]) : _random.Next(1, 65536);
            Deliver(
                side, onRtcpPort, packet, new IPEndPoint(IPAddress.Parse(Attackers[_random.Next(Attackers.Length)]), port));
        }

        private void Deliver(int side, bool onRtcpPort, byte[] packet, IPEndPoint source)
        {
            _rig.Loop.At(_rig.PortOf((LegSide)side) + (onRtcpPort ? 1 : 0)).Deliver(packet, SocketEndpoint.From(source));
            _rig.Turn();
        }
    }
}
