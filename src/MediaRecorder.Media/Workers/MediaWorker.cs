using MediaRecorder.Buffers;
using MediaRecorder.Media.Paths;
using MediaRecorder.Media.Security;
using MediaRecorder.Net;
using MediaRecorder.Rtp.Packets;
using MediaRecorder.Rtp.Srtp;
using Microsoft.Extensions.Logging;

namespace MediaRecorder.Media.Workers;

/// <summary>
/// One thread that relays packets: its event loop, its sockets, both legs of its calls, its counters.
/// The packet path is <see cref="RelayOne"/>: receive, classify, check the source, open, relay sealed, tap — no allocation, no lock,
/// no log, and the relay always before the tap.
/// </summary>
internal sealed partial class MediaWorker : IDisposable
{
    /// <summary>A turn longer than this is a stall: a packet interval has passed without the relay looking.</summary>
    public const long StallNs = 20_000_000;

    /// <summary>Above any RTP packet that fits an Ethernet frame; a longer datagram is counted and dropped.</summary>
    public const int MaxPacketBytes = 2048;

    // One token per socket: leg slot × 2, plus 1 for RTCP.
    private const int TokensPerTurn = 512;
    private const long IdleWaitNs = 100_000_000;

    private readonly EventLoop _loop;
    private readonly MonotonicClock _clock;
    private readonly Mailbox<MediaLeg> _closedLegs;
    private readonly ILogger _logger;
    private readonly byte[] _packet = GC.AllocateUninitializedArray<byte>(MaxPacketBytes, pinned: true);

    // A sealed packet is longer, and the tap wants the plain one.
    private readonly byte[] _sealed =
        GC.AllocateUninitializedArray<byte>(MaxPacketBytes + SrtpSender.MaxTrailerBytes, pinned: true);

    private readonly int[] _tokens = new int[TokensPerTurn];
    private readonly Stack<int> _freeSlots = new();
    private readonly TurnPace _pace = new();
    private readonly Thread _thread;
    private MediaLeg?[] _legs = new MediaLeg?[64];
    private int _legCount;
    private int _readable;
    private long _lastTurnNs;
    private volatile bool _stopping;

    public MediaWorker(int index, EventLoop loop, MonotonicClock clock, Mailbox<MediaLeg> closedLegs, ILogger logger)
    {
        _loop = loop;
        _clock = clock;
        _closedLegs = closedLegs;
        _logger = logger;
        Commands = new Mailbox<MediaCommand>();
        _lastTurnNs = clock.NowNs;
        _thread = new Thread(Run)
        {
            Name = $"media-{index}",
            IsBackground = true,
            Priority = ThreadPriority.AboveNormal
        };
    }

    /// <summary>
    /// Obeyed before the packets of a turn are looked at, so what changes the way of packets needs no wake-up: the next
    /// packet is one. The loop is woken (<see cref="MediaPlane"/>) only for sockets that it does not know yet, and for who
    /// joins a bridge, whose sound is due without a packet. What is closed may wait for the next turn, 100 ms at most.
    /// </summary>
    public Mailbox<MediaCommand> Commands { get; }

    public MediaCounters Counters { get; } = new();

    public EventLoop Loop => _loop;

    /// <summary>When the loop last turned; older than a second means that the worker hangs.</summary>
    public long LastTurnNs => Volatile.Read(ref _lastTurnNs);

    public void Start() => _thread.Start();

    public void Dispose()
    {
        _stopping = true;
        _loop.Wake();
        if (_thread.IsAlive)
        {
            _thread.Join();
        }

        foreach (var leg in _legs)
        {
            leg?.Rtp.Dispose();
            leg?.Rtcp.Dispose();
            leg?.Crypto?.Dispose();
            leg?.Member?.Dispose();
        }

        _loop.Dispose();
    }

    /// <summary>One turn, and a rest where <see cref="TurnPace"/> has one.</summary>
    internal void PacedTurn(long waitNs)
    {
        var before = _clock.NowNs;
        var sleptNs = Turn(waitNs) - before;
        if (_pace.RestNs(sleptNs, _clock.NowNs - before, _readable) is > 0 and var restNs)
        {
            _loop.Rest(restNs);
        }
    }

    /// <summary>One turn of the loop: commands first, then what is readable. Answers when the wait was over.</summary>
    internal long Turn(long waitNs)
    {
        _readable = _loop.Wait(_tokens, _bridges.Count == 0 ? waitNs : UntilMixing(waitNs));
        var now = _clock.NowNs;
        if (!Commands.IsEmpty)
        {
            Obey(now);
        }

        RelayReady(_tokens.AsSpan(0, _readable), now);
        if (_bridges.Count > 0)
        {
            Mix(now);
        }

        var end = _clock.NowNs;
        if (end - now > StallNs)
        {
            Counters.Stalls++;
        }

        Volatile.Write(ref _lastTurnNs, end);
        return now;
    }

    private void Run()
    {
        // Where it may not be, it shares evenly with all but the recording's threads, which step back by themselves.
        _ = ThreadNice.TrySet(ThreadNice.Sooner);
        _ = ThreadSlice.TrySet(ThreadSlice.ShortestNs);
        while (!_stopping)
        {
            PacedTurn(IdleWaitNs);
        }
    }

    private void RelayReady(ReadOnlySpan<int> tokens, long now)
    {
        for (var i = 0; i < tokens.Length; i++)
        {
            Foresee(tokens, i);
            var token = tokens[i];

            // A token may be stale: its leg was closed by a command of this very turn.
            var leg = _legs[token >> 1];
            if (leg is null)
            {
                continue;
            }

            try
            {
                RelayOne(leg, (token & 1) != 0, now);
            }
            // A fault in one leg closes that leg; it never leaves the loop (design.md, threads, rule 6).
#pragma warning disable CA1031
            catch (Exception fault)
#pragma warning restore CA1031
            {
                Counters.LegFaults++;
                _logger.LegFaulted(fault, leg.Side);
                Detach(leg);
            }
        }
    }

    // Three tokens ahead, and then what each step has brought into the cache leads to.
    private void Foresee(ReadOnlySpan<int> tokens, int index)
    {
        if (index + 3 < tokens.Length)
        {
            CacheHint.Prefetch(_legs[tokens[index + 3] >> 1], MediaLeg.HotBytes);
        }

        if (index + 2 < tokens.Length && _legs[tokens[index + 2] >> 1] is { } near)
        {
            CacheHint.Prefetch(near.Rtp);
            CacheHint.Prefetch(near.Peer, MediaLeg.HotBytes);
        }

        if (index + 1 < tokens.Length && _legs[tokens[index + 1] >> 1] is { } next)
        {
            CacheHint.Prefetch(next.Peer?.Rtp);
        }
    }

    private void RelayOne(MediaLeg leg, bool onRtcpPort, long now)
    {
        var received = (onRtcpPort ? leg.Rtcp : leg.Rtp).TryReceive(_packet, out var source);
        if (received < 0)
        {
            return;
        }

        ref var counters = ref Counters.Of(leg.Side);
        if (received > MaxPacketBytes)
        {
            counters.MalformedPackets++;
            return;
        }

        var packet = _packet.AsSpan(0, received);
        if (!TryClassify(leg, onRtcpPort, packet, out var kind))
        {
            counters.MalformedPackets++;
            return;
        }

        if (!leg.Accepts(source, onRtcpPort))
        {
            counters.ForeignPackets++;
            return;
        }

        // Written here only: a plain increment, published whole for the reader of another thread.
        Volatile.Write(ref leg.ReceivedPackets, leg.ReceivedPackets + 1);
        if (leg.Crypto is { } crypto && kind != PacketKind.Other)
        {
            if (crypto.Open(kind, _packet, ref received) is var opened and not SrtpResult.Done)
            {
                counters.Unopened[(int)opened]++;
                Volatile.Write(ref leg.UnopenedPackets, leg.UnopenedPackets + 1);
                return;
            }

            packet = _packet.AsSpan(0, received);
        }

        Count(kind, received, ref counters);
        if (leg.Member is { } member)
        {
            // RTCP of a member ends here: it speaks of our own streams (RFC 3550 §7.3).
            if (kind == PacketKind.Rtp)
            {
                member.Receive(packet, ref Counters.Bridges, now);
            }
        }
        else
        {
            Relay(leg.Peer, kind, packet, ref counters);
        }

        if (kind != PacketKind.Other && leg.Ring is { } ring && !ring.TryWrite(leg.Tap, now, packet))
        {
            counters.TapDrops++;
        }
    }

    // What a stream of datagrams carries is nobody's business but its ends'. RTP on the RTCP port is nobody's audio: it
    // would be recorded beside the stream of the RTP port.
    private static bool TryClassify(MediaLeg leg, bool onRtcpPort, ReadOnlySpan<byte> packet, out PacketKind kind)
    {
        if (leg.Kind == LineKind.Datagrams)
        {
            kind = PacketKind.Other;
            return !onRtcpPort;
        }

        kind = PacketClassifier.Classify(packet);
        return kind == PacketKind.Rtcp || (kind == PacketKind.Rtp && !onRtcpPort);
    }

    private static void Count(PacketKind kind, int bytes, ref MediaCounters.SideCounters counters)
    {
        switch (kind)
        {
            case PacketKind.Rtp:
                counters.RtpPackets++;
                counters.RtpBytes += bytes;
                break;
            case PacketKind.Rtcp:
                counters.RtcpPackets++;
                break;
            default:
                counters.Datagrams++;
                break;
        }
    }

    // Each side has its own way with RTCP (RFC 5761): what came multiplexed may leave by the RTCP port, and the reverse.
    private void Relay(
        MediaLeg? to, PacketKind kind, ReadOnlySpan<byte> packet, ref MediaCounters.SideCounters counters)
    {
        if (to is null)
        {
            counters.UndeliverablePackets++;
            return;
        }

        var isRtcp = kind == PacketKind.Rtcp;
        ref var remote = ref isRtcp ? ref to.RtcpRemote : ref to.RtpRemote;
        if (remote.IsEmpty)
        {
            counters.UndeliverablePackets++;
            return;
        }

        if (to.Crypto is { } crypto && kind != PacketKind.Other)
        {
            var length = packet.Length;
            packet.CopyTo(_sealed);
            if (crypto.Seal(kind, _sealed, ref length) is var closed and not SrtpResult.Done)
            {
                counters.Unsealed[(int)closed]++;
                return;
            }

            packet = _sealed.AsSpan(0, length);
        }

        if ((isRtcp && !to.IsMuxed ? to.Rtcp : to.Rtp).TrySend(packet, remote))
        {
            counters.RelayedPackets++;
            counters.RelayedBytes += packet.Length;
        }
        else
        {
            counters.SendErrors++;
        }
    }

    private void Obey(long now)
    {
        while (Commands.TryTake(out var command))
        {
            try
            {
                Obey(command, now);
            }
            // A command that fails harms its own call at most.
#pragma warning disable CA1031
            catch (Exception fault)
#pragma warning restore CA1031
            {
                Counters.LegFaults++;
                _logger.CommandFaulted(fault, command.GetType().Name);
            }
        }
    }

    private void Obey(MediaCommand command, long now)
    {
        switch (command)
        {
            case MediaCommand.Attach attach:
                TryAttach(attach.Line.Ingress!);
                TryAttach(attach.Line.Egress!);
                break;
            case MediaCommand.SetRemote set when set.Leg.Slot >= 0:
                set.Leg.SetRemote(set.Kind, set.Rtp, set.Rtcp, set.Rule, set.Behind);
                break;
            case MediaCommand.SetKeys set:
                SetKeys(set.Leg, set.Keys);
                break;
            case MediaCommand.Tap tap:
                tap.Leg.Ring = tap.Ring;
                break;
            case MediaCommand.AttachGuest attach:
                TryAttach(attach.Leg);
                break;
            case MediaCommand.Join join:
                Join(join.Leg, join.Member, now);
                break;
            case MediaCommand.Seat seat:
                Seat(seat);
                break;
            case MediaCommand.CloseLeg close:
                Close(close.Leg);
                break;
            case MediaCommand.Close close:
                foreach (var leg in close.Path.Legs)
                {
                    Close(leg);
                }

                break;
        }
    }

    // A leg that is closed already has no more use for keys.
    private void SetKeys(MediaLeg leg, LineKeys? keys)
    {
        if (keys is null || leg.Slot < 0)
        {
            keys?.Clear();
            leg.Crypto?.Dispose();
            leg.Crypto = null;
        }
        else if (!(leg.Crypto ??= new LegCrypto()).Take(keys))
        {
            Counters.KeyFailures++;
        }
    }

    // The kernel may refuse one more descriptor to watch: then this leg is deaf, and nothing else suffers.
    private void TryAttach(MediaLeg leg)
    {
        try
        {
            Attach(leg);
        }
        catch (InvalidOperationException fault)
        {
            Counters.LegFaults++;
            _logger.LegFaulted(fault, leg.Side);
            Detach(leg);
        }
    }

    private void Attach(MediaLeg leg)
    {
        if (!_freeSlots.TryPop(out var slot))
        {
            slot = _legCount++;
            if (slot == _legs.Length)
            {
                Array.Resize(ref _legs, _legs.Length * 2);
            }
        }

        leg.Slot = slot;
        _legs[slot] = leg;
        _loop.Add(leg.Rtp, slot << 1);
        _loop.Add(leg.Rtcp, (slot << 1) | 1);
    }

    private void Close(MediaLeg leg)
    {
        Detach(leg);
        _closedLegs.Post(leg);
    }

    private void Detach(MediaLeg leg)
    {
        if (leg.Slot < 0)
        {
            return;
        }

        // Which takes them out of the loop, too.
        leg.Rtp.Dispose();
        leg.Rtcp.Dispose();
        leg.Crypto?.Dispose();
        leg.Crypto = null;
        Leave(leg);
        _legs[leg.Slot] = null;
        _freeSlots.Push(leg.Slot);
        leg.Slot = -1;

        // After a fault the peer goes on receiving: with no address here it cannot send through closed sockets.
        leg.RtpRemote = default;
        leg.RtcpRemote = default;
    }
}
