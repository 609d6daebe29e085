using MediaRecorder.Media.Bridges;
using MediaRecorder.Media.Paths;
using MediaRecorder.Rtp.Packets;
using MediaRecorder.Rtp.Reordering;

namespace MediaRecorder.Media.Workers;

// What the worker does beside relaying: the bridges whose members are its legs.
internal sealed partial class MediaWorker
{
    /// <summary>
    /// Mixing takes this much of a turn, and one step more at most: relayed packets wait no longer for it.
    /// </summary>
    public const long MixNs = 300_000;

    // RFC 3550 §4.
    private static readonly DateTimeOffset NtpEpoch = new(1900, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly List<Bridge> _bridges = [];
    private readonly PacketPool _waitingPackets = new();
    private int _nextBridge;

    private long UntilMixing(long waitNs)
    {
        var next = long.MaxValue;
        foreach (var bridge in _bridges)
        {
            next = bridge.IsMidTick ? 0 : Math.Min(next, bridge.NextTickNs);
            if (next == 0)
            {
                return 0;
            }
        }

        return Math.Clamp(next - _clock.NowNs, 0, waitNs);
    }

    // In turn, so that none waits for all of another's tick.
    private void Mix(long begunNs)
    {
        var idle = 0;
        for (var now = begunNs; idle < _bridges.Count && now - begunNs < MixNs; now = _clock.NowNs)
        {
            _nextBridge = (_nextBridge + 1) % _bridges.Count;
            var bridge = _bridges[_nextBridge];
            if (!bridge.IsMidTick && now < bridge.NextTickNs)
            {
                idle++;
                continue;
            }

            idle = 0;
            try
            {
                MixOne(bridge, now);
            }
            // As for relayed packets: a fault in one leg closes that leg.
#pragma warning disable CA1031
            catch (Exception fault)
#pragma warning restore CA1031
            {
                Counters.LegFaults++;
                _logger.LegFaulted(fault, bridge.Current!.Side);
                Detach(bridge.Current);
            }
        }
    }

    private void MixOne(Bridge bridge, long now)
    {
        if (bridge.Step(_packet, now, ref Counters.Bridges, out var bytes))
        {
            Tell(bridge.Current!, PacketKind.Rtp, bytes);
            Counters.Bridges.SentPackets++;
        }

        foreach (var leg in bridge.TakeReports(now))
        {
            if (leg.Member!.Report(_packet, WallClock(now)) is > 0 and var report)
            {
                Tell(leg, PacketKind.Rtcp, report);
            }
        }
    }

    private NtpTimestamp WallClock(long now) =>
        NtpTimestamp.FromNs((_clock.ToUtc(now) - NtpEpoch).Ticks * TimeSpan.NanosecondsPerTick);

    // A held member may have no address for a while.
    private void Tell(MediaLeg leg, PacketKind kind, int bytes)
    {
        if (!(kind == PacketKind.Rtp ? leg.RtpRemote : leg.RtcpRemote).IsEmpty)
        {
            Relay(leg, kind, _packet.AsSpan(0, bytes), ref Counters.Of(leg.Side));
        }
    }

    private void Join(MediaLeg leg, BridgeMember? member, long now)
    {
        if (leg.Slot < 0)
        {
            member?.Dispose();
            return;
        }

        var before = leg.Member;
        member?.Begin(_waitingPackets, before);
        if (member is null || (before is not null && before.Bridge != member.Bridge))
        {
            Leave(leg);
        }
        else
        {
            before?.Dispose();
        }

        if (member is null)
        {
            return;
        }

        var isNew = leg.Member is null;
        leg.Member = member;
        if (!isNew)
        {
            return;
        }

        Counters.Bridges.Members++;
        if (member.Bridge.Members == 0)
        {
            Counters.Bridges.Bridges++;
            _bridges.Add(member.Bridge);
        }

        member.Bridge.Add(leg, now);
    }

    private void Leave(MediaLeg leg)
    {
        if (leg.Member is not { } member)
        {
            return;
        }

        leg.Member = null;
        Counters.Bridges.Members--;
        member.Bridge.Remove(leg);
        member.Dispose();
        if (member.Bridge.Members == 0)
        {
            Counters.Bridges.Bridges--;
            _bridges.Remove(member.Bridge);
        }
    }

    private void Seat(MediaCommand.Seat seat)
    {
        seat.Guest.Peer = seat.Other;
        seat.Other.Peer = seat.Guest;
        Detach(seat.Replaced);
        _closedLegs.Post(seat.Replaced);
    }
}
