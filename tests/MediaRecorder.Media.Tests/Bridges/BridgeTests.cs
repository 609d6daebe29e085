using System.Buffers.Binary;
using System.Net.Sockets;
using MediaRecorder.Audio.Tones;
using MediaRecorder.Buffers;
using MediaRecorder.Media.Bridges;
using MediaRecorder.Media.Paths;
using MediaRecorder.Media.Tests.Workers;
using MediaRecorder.Net;
using MediaRecorder.Rtp.Packets;
using MediaRecorder.TestKit.Measurements;

namespace MediaRecorder.Media.Tests.Bridges;

// REQ: B-02, C-05
public sealed class BridgeTests
{
    private static readonly BridgePhoneOptions Plain = new();

    public static TheoryData<string> Mixes => ["PCMU PCMU PCMU", "PCMA G722 opus", "G729 L16 PCMU", "opus opus opus opus"];

    [Theory]
    [MemberData(nameof(Mixes))]
    public void Each_hears_the_others_and_never_itself(string codecs)
    {
        using var bridge = new BridgeRig([.. codecs.Split(' ').Select(name => BridgeRig.Speaking(Find(name)))]);
        bridge.Run(4000);
        foreach (var phone in bridge.Phones)
        {
            foreach (var other in bridge.Phones)
            {
                // G.729 is a model of a voice: a tone comes out of it roughly, and so does a sum of two.
                var slack = codecs.Contains("G729", StringComparison.Ordinal) ? 6 : 1.5;
                var level = phone.LevelDb(other.Hz);
                if (other == phone)
                {
                    Assert.True(level < (slack > 2 ? -20 : -35), $"{phone.Hz} hears itself with {level:F1} dB");
                }
                else
                {
                    Assert.True(Math.Abs(level) < slack, $"{phone.Hz} hears {other.Hz} with {level:F1} dB");
                }
            }
        }

        Assert.Equal(0, bridge.Counters.LostPackets + bridge.Counters.LatePackets + bridge.Counters.UnmixablePackets);
    }

    [Fact]
    public void Eight_who_shout_are_turned_down_and_not_clipped()
    {
        var loud = new BridgePhoneOptions { Format = BridgeRig.G722, Amplitude = 20_000 };
        using var bridge = new BridgeRig([.. Enumerable.Repeat(loud, 8)]);
        bridge.Run(4000);
        foreach (var phone in bridge.Phones)
        {
            var heard = phone.Heard(1000);
            var total = Goertzel.TotalPower(heard);
            var tones = bridge.Phones.Where(other => other != phone)
                .Sum(other => phone.Power(other.Hz));

            // What is clipped is mostly tones that nobody said.
            Assert.True(tones > 0.9 * total, $"{phone.Hz}: {tones / total:P0} of what it hears was said");
            Assert.True(phone.LevelDb(phone.Hz, 20_000) < -35);
            Assert.All(
                bridge.Phones.Where(other => other != phone),
                other => Assert.InRange(phone.LevelDb(other.Hz, 20_000), -20, -4));
        }
    }

    [Fact]
    public void One_who_says_nothing_hears_the_others_and_is_silence_to_them()
    {
        using var bridge = new BridgeRig(Plain, Plain, Plain);
        bridge.Phones[1].IsSilent = true;
        bridge.Run(2000);
        Assert.InRange(bridge.Phones[1].LevelDb(bridge.Phones[0].Hz), -1.5, 1.5);
        Assert.InRange(bridge.Phones[1].LevelDb(bridge.Phones[2].Hz), -1.5, 1.5);
        var heard = bridge.Phones[0].Heard(1000);
        Assert.True(bridge.Phones[0].Power(bridge.Phones[2].Hz) > 0.99 * Goertzel.TotalPower(heard));
    }

    [Fact]
    public void Loss_is_concealed()
    {
        using var bridge = new BridgeRig(Plain, Plain with { Loss = 0.05 }, Plain);
        bridge.Phones[2].IsSilent = true;
        bridge.Run(10_000);
        Assert.InRange(bridge.Counters.LostPackets, 10, 50);
        Assert.True(bridge.Counters.ConcealedSamples >= 320 * bridge.Counters.LostPackets);

        // One lost packet alone leaves no hole: each 20 ms of what is heard has the tone.
        var heard = bridge.Phones[0].Heard(8000);
        var holes = heard.Chunk(160).Count(block => Goertzel.TotalPower(block) < 4000.0 * 4000 / 2 / 4);
        Assert.InRange(holes, 0, 4);
    }

    [Fact]
    public void Jitter_of_60_ms_makes_the_delay_grow_until_nothing_is_late()
    {
        using var bridge = new BridgeRig(Plain, Plain with { JitterMs = 60 }, Plain);
        bridge.Run(10_000);
        var before = bridge.Counters;
        bridge.Run(10_000);
        Assert.Equal(before.LatePackets, bridge.Counters.LatePackets);
        Assert.InRange(bridge.Counters.LostPackets - before.LostPackets, 0, 2);
        Assert.InRange(bridge.Phones[0].LevelDb(bridge.Phones[1].Hz), -1.5, 1.5);
    }

    [Theory]
    [InlineData(900)]
    [InlineData(-300)]
    [InlineData(-800)]
    public void A_clock_that_is_off_is_followed_without_a_gap(int ppm)
    {
        using var bridge = new BridgeRig(Plain, Plain with { SkewPpm = ppm }, Plain);
        bridge.Run(20_000);
        var before = bridge.Counters;

        // 900 ppm are 162 ms in these three minutes.
        bridge.Run(180_000);
        Assert.Equal(before.ConcealedSamples, bridge.Counters.ConcealedSamples);
        Assert.Equal(before.DelayGrowths, bridge.Counters.DelayGrowths);
        Assert.Equal(0, bridge.Counters.Skips + bridge.Counters.LatePackets);
        Assert.InRange(bridge.Phones[0].LevelDb(bridge.Phones[1].Hz * (1 + (ppm / 1e6))), -1.5, 1.5);
    }

    [Fact]
    public void Packets_that_change_places_are_put_in_order()
    {
        using var bridge = new BridgeRig(Plain, Plain with { SwapsPercent = 10 }, Plain);
        bridge.Run(2000);
        var before = bridge.Counters;
        bridge.Run(8000);
        Assert.Equal(before.LatePackets, bridge.Counters.LatePackets);
        Assert.Equal(before.ConcealedSamples, bridge.Counters.ConcealedSamples);
    }

    [Fact]
    public void What_waited_in_a_stalled_network_is_skipped_and_the_voice_goes_on()
    {
        using var bridge = new BridgeRig(Plain, Plain, Plain);
        bridge.Run(2000);
        var phone = bridge.Phones[1];
        phone.IsSilent = true;
        bridge.Run(500);
        phone.IsSilent = false;
        for (var i = 25; i > 0; i--)
        {
            phone.Send(0, phone.Timestamp - (uint)(160 * i), new byte[160], bridge.NowNs);
        }

        bridge.Run(3000);
        Assert.InRange(bridge.Counters.Skips, 1, 3);
        Assert.InRange(bridge.Phones[0].LevelDb(phone.Hz), -1.5, 1.5);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_sender_that_begins_anew_is_heard_again(bool newSource)
    {
        using var bridge = new BridgeRig(Plain, Plain, Plain);
        bridge.Run(2000);
        var phone = bridge.Phones[1];
        phone.Ssrc = newSource ? new Ssrc(77) : phone.Ssrc;
        phone.Renumber(newSource ? (ushort)9 : (ushort)60_000);
        phone.Timestamp += 1_000_000_000;
        bridge.Run(2500);
        Assert.InRange(bridge.Phones[0].LevelDb(phone.Hz), -1.5, 1.5);
    }

    [Fact]
    public void A_stream_of_ours_has_one_source_and_no_gap_in_its_numbers()
    {
        using var bridge = new BridgeRig(Plain, BridgeRig.Speaking(BridgeRig.Opus), Plain);
        bridge.Run(2000);
        foreach (var (phone, ticks) in bridge.Phones.Zip([160, 960, 160]))
        {
            Assert.Single(phone.Headers.Select(header => header.Ssrc).Distinct());
            Assert.DoesNotContain(phone.Headers[0].Ssrc, bridge.Phones.Select(other => other.Ssrc));
            Assert.InRange(phone.Headers.Count, 99, 101);
            Assert.All(phone.Headers.Zip(phone.Headers.Skip(1)), pair =>
            {
                Assert.Equal(1, pair.Second.Number.Distance(pair.First.Number));
                Assert.Equal(ticks, pair.Second.At.Distance(pair.First.At));
                Assert.False(pair.Second.Marker);
            });
            Assert.True(phone.Headers[0].Marker);
        }

        Assert.Equal(3, bridge.Phones.Select(phone => phone.Headers[0].Ssrc).Distinct().Count());
    }

    [Fact]
    public void A_key_reaches_each_of_the_others_once()
    {
        using var bridge = new BridgeRig(Plain, Plain, Plain);
        bridge.Run(1000);
        var phone = bridge.Phones[1];
        phone.IsSilent = true;
        var at = phone.Timestamp;
        for (var ms = 20; ms <= 100; ms += 20)
        {
            phone.Key(5, ms, end: false, at, bridge.NowNs);
            bridge.Run(20);
        }

        for (var copy = 0; copy < 3; copy++)
        {
            phone.Key(5, 100, end: true, at, bridge.NowNs);
        }

        phone.IsSilent = false;
        bridge.Run(1000);
        Assert.Empty(phone.Events);
        foreach (var other in new[] { bridge.Phones[0], bridge.Phones[2] })
        {
            Assert.Single(other.Events.Select(e => e.At).Distinct());
            Assert.All(other.Events, e => Assert.Equal((5, 10), (e.Event.Code, e.Event.Volume)));
            var durations = other.Events.Where(e => !e.Event.End).Select(e => (int)e.Event.DurationTicks).ToList();
            Assert.Equal(durations.Order().Distinct(), durations);
            Assert.Equal(3, other.Events.Count(e => e.Event.End));
            Assert.All(other.Events.TakeLast(3), e => Assert.InRange(e.Event.DurationTicks, 800, 1280));
            Assert.Single(other.Headers, header => header.Type.Value == BridgePhone.EventType && header.Marker);

            // Our numbers go on, and the voices after it.
            Assert.All(
                other.Headers.Zip(other.Headers.Skip(1)),
                pair => Assert.Equal(1, pair.Second.Number.Distance(pair.First.Number)));
            Assert.InRange(other.LevelDb(phone.Hz, lastMs: 500), -1.5, 1.5);
        }
    }

    [Fact]
    public void A_key_whose_end_is_lost_ends_by_itself()
    {
        using var bridge = new BridgeRig(Plain, Plain, Plain);
        bridge.Run(1000);
        bridge.Phones[1].Key(11, 20, end: false, bridge.Phones[1].Timestamp, bridge.NowNs);
        bridge.Run(1000);
        Assert.Equal(3, bridge.Phones[0].Events.Count(e => e.Event.End));
        Assert.InRange(bridge.Phones[0].Events[^1].Event.DurationTicks, 960, 1600);
    }

    [Fact]
    public void One_who_holds_is_not_heard_and_is_told_nothing()
    {
        using var bridge = new BridgeRig(Plain, Plain, Plain);
        bridge.Run(1000);
        var voice = BridgeRig.VoiceOf(BridgeRig.Pcmu) with { Speaks = false, Listens = false };
        Assert.True(bridge.TryJoin(1, voice));
        bridge.Run(20);
        var told = bridge.Phones[1].Headers.Count;
        bridge.Run(2000);
        Assert.Equal(told, bridge.Phones[1].Headers.Count);
        Assert.True(bridge.Phones[0].LevelDb(bridge.Phones[1].Hz) < -35);

        // Taken back it goes on as the same stream, and as if its clock had never stood.
        var last = bridge.Phones[1].Headers[^1];
        Assert.True(bridge.TryJoin(1, BridgeRig.VoiceOf(BridgeRig.Pcmu)));
        bridge.Run(2000);
        var next = bridge.Phones[1].Headers[told];
        Assert.True(next.Marker);
        Assert.Equal((1, last.Ssrc), (next.Number.Distance(last.Number), next.Ssrc));
        Assert.InRange(next.At.Distance(last.At), 16_000, 17_000);
        Assert.InRange(bridge.Phones[0].LevelDb(bridge.Phones[1].Hz), -1.5, 1.5);
    }

    [Fact]
    public void Each_party_is_recorded_as_it_came()
    {
        using var bridge = new BridgeRig(Plain, BridgeRig.Speaking(BridgeRig.G722), Plain);
        bridge.Run(1000);
        TapId[] taps = [MediaRig.CallerTap, MediaRig.CalleeTap, new(22)];
        foreach (var (phone, tap) in bridge.Phones.Zip(taps))
        {
            Assert.Equal(phone.Delivered, bridge.Taps.Where(record => record.Tap == tap).Select(record => record.Packet));
        }
    }

    [Fact]
    public void When_the_third_has_gone_the_two_relay_to_each_other_again()
    {
        using var bridge = new BridgeRig(Plain, Plain, Plain);
        bridge.Run(1000);
        bridge.Rig.Plane.RemoveGuest(bridge.Rig.Path, bridge.Guests[0]);
        bridge.Rig.Plane.Leave(bridge.Rig.Path, 0, LegSide.Ingress);
        bridge.Rig.Plane.Leave(bridge.Rig.Path, 0, LegSide.Egress);
        bridge.Rig.Turn();
        Assert.True(bridge.Phones[2].Socket.IsClosed);
        Assert.Equal((0, 0), (bridge.Counters.Bridges, bridge.Counters.Members));
        bridge.Rig.FromCaller(MediaRig.Rtp(7));
        Assert.Equal(MediaRig.Rtp(7), bridge.Phones[1].Socket.Sent[^1].Bytes);
    }

    [Fact]
    public void A_third_party_that_takes_a_side_is_relayed_by_its_own_ports()
    {
        using var bridge = new BridgeRig(Plain, Plain, Plain);
        bridge.Run(1000);
        var rig = bridge.Rig;
        rig.Plane.Seat(rig.Path, 0, LegSide.Egress, bridge.Guests[0]);
        rig.Turn();
        Assert.Equal(bridge.Guests[0].Port, rig.PortOf(LegSide.Egress));
        Assert.True(bridge.Phones[1].Socket.IsClosed);
        rig.FromCaller(MediaRig.Rtp(7));
        Assert.Equal(MediaRig.Rtp(7), bridge.Phones[2].Socket.Sent[^1].Bytes);
        bridge.Phones[2].Socket.Deliver(MediaRig.Rtp(8), SocketEndpoint.From(bridge.Phones[2].Rtp));
        rig.Turn();
        Assert.Equal(MediaRig.Rtp(8), bridge.Phones[0].Socket.Sent[^1].Bytes);
        Assert.Equal((0, 0), (bridge.Counters.Bridges, bridge.Counters.Members));
    }

    [Fact]
    public void The_ports_of_all_come_back()
    {
        var rig = new MediaRig(lastPort: 10_005);
        using (rig)
        {
            var path = rig.Path;
            Assert.True(rig.Plane.TryAddGuest(path, AddressFamily.InterNetwork, new TapId(3), out var guest));
            Assert.False(rig.Plane.TryAddGuest(path, AddressFamily.InterNetwork, new TapId(3), out _));
            rig.Plane.RemoveGuest(path, guest);
            rig.Turn();
            Assert.True(rig.Plane.TryAddGuest(path, AddressFamily.InterNetwork, new TapId(3), out guest));
            rig.Plane.Seat(path, 0, LegSide.Ingress, guest);
            rig.Turn();
            Assert.True(rig.Plane.TryAddGuest(path, AddressFamily.InterNetwork, new TapId(3), out _));
            rig.Plane.Close(path);
            rig.Turn();
            Assert.True(rig.TryOpen(null, out var next));
            Assert.True(rig.Plane.TryAddGuest(next!, AddressFamily.InterNetwork, new TapId(3), out _));
        }
    }

    [Fact]
    public void A_ninth_party_finds_no_place()
    {
        using var bridge = new BridgeRig([.. Enumerable.Repeat(Plain, 8)]);
        Assert.False(bridge.Rig.Plane.TryAddGuest(bridge.Rig.Path, AddressFamily.InterNetwork, new TapId(99), out _));
    }

    [Fact]
    public void A_codec_that_cannot_be_mixed_is_refused_and_changes_nothing()
    {
        using var bridge = new BridgeRig(Plain, Plain, Plain);
        Assert.False(bridge.TryJoin(1, BridgeRig.VoiceOf(new BridgeFormat(3, "GSM", 8000))));
        Assert.False(bridge.TryJoin(1, BridgeRig.VoiceOf(new BridgeFormat(98, "L16", 11_025))));
        bridge.Run(1000);
        Assert.InRange(bridge.Phones[1].LevelDb(bridge.Phones[0].Hz, lastMs: 500), -1.5, 1.5);
    }

    [Fact]
    public void What_was_not_agreed_on_or_is_too_long_is_counted_and_silent()
    {
        using var bridge = new BridgeRig(Plain, Plain, Plain);
        bridge.Run(200);
        var phone = bridge.Phones[1];
        phone.Send(55, phone.Timestamp, new byte[40], bridge.NowNs);
        phone.Send(0, phone.Timestamp, new byte[1200], bridge.NowNs);
        phone.Send(0, phone.Timestamp, [], bridge.NowNs);
        bridge.Run(200);
        Assert.Equal(3, bridge.Counters.UnmixablePackets);
    }

    [Fact]
    public void Rtcp_of_members_ends_here_and_ours_comes_every_five_seconds()
    {
        using var bridge = new BridgeRig(Plain, Plain, Plain);
        var rig = bridge.Rig;
        rig.CallerRtcpSide.Deliver([0x80, 200, 0, 1, 0, 0, 0, 7], SocketEndpoint.From(MediaRig.CallerRtcp));
        bridge.Run(11_000);
        Assert.Equal(2, rig.CalleeRtcpSide.Sent.Count);
        Assert.True(RtcpSenderReport.TryParse(rig.CalleeRtcpSide.Sent[0].Bytes, out var report, out _));
        var stream = bridge.Phones[1].Headers;
        Assert.Equal(stream[0].Ssrc, report.Ssrc);
        Assert.InRange(report.Packets, 245u, 255u);
        Assert.Equal(160 * report.Packets, report.PayloadBytes);
        Assert.Equal(48, rig.CalleeRtcpSide.Sent[0].Bytes.Length);
    }

    [Fact]
    public void A_defect_in_one_leg_closes_that_leg_and_the_others_talk_on()
    {
        using var bridge = new BridgeRig(Plain, Plain, Plain);
        bridge.Run(1000);
        bridge.Phones[1].Socket.ThrowOnReceive = true;
        bridge.Phones[1].IsSilent = true;
        bridge.Run(2000);
        Assert.Equal((1, 2), (bridge.Rig.Counters.LegFaults, bridge.Counters.Members));
        Assert.InRange(bridge.Phones[0].LevelDb(bridge.Phones[2].Hz), -1.5, 1.5);
    }

    [Fact]
    public void Ticks_that_a_late_worker_missed_are_left_out()
    {
        using var bridge = new BridgeRig(Plain, Plain, Plain);
        bridge.Run(1000);
        var told = bridge.Phones[0].Headers.Count;
        var last = bridge.Phones[0].Headers[^1];
        bridge.Rig.Time.AdvanceNs(1_000_000_000);
        bridge.Run(20);
        Assert.InRange(bridge.Counters.MissedTicks, 49, 51);
        Assert.InRange(bridge.Phones[0].Headers.Count - told, 1, 2);
        Assert.InRange(bridge.Phones[0].Headers[told].At.Distance(last.At), 7900, 8400);
    }

    // REQ: J-02
    [Theory]
    [InlineData("PCMU")]
    [InlineData("opus")]
    public void A_tick_allocates_nothing(string codec)
    {
        using var bridge = new BridgeRig([.. Enumerable.Repeat(BridgeRig.Speaking(Find(codec)), 3)]);
        bridge.Run(2000);
        var packets = bridge.Phones.Select(phone => (phone.Socket, phone.Rtp, Packet: phone.Delivered[^1])).ToList();
        foreach (var phone in bridge.Phones)
        {
            phone.Socket.KeepSent = false;
        }

        var sources = packets.ConvertAll(phone => SocketEndpoint.From(phone.Rtp));
        var ticks = codec == "opus" ? 960u : 160u;
        var turns = 0;
        var allocated = Allocations.Of(() =>
        {
            for (var i = 0; i < 100; i++, turns++)
            {
                for (var n = 0; n < packets.Count; n++)
                {
                    var header = packets[n].Packet.AsSpan();
                    BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)(BinaryPrimitives.ReadUInt16BigEndian(header[2..]) + 1));
                    BinaryPrimitives.WriteUInt32BigEndian(header[4..], BinaryPrimitives.ReadUInt32BigEndian(header[4..]) + ticks);
                    packets[n].Socket.Deliver(packets[n].Packet, sources[n]);
                }

                bridge.Rig.Time.AdvanceNs(20_000_000);
                bridge.Rig.Turn();
                while (bridge.Rig.Ring.TryRead(bridge.Rig.Ring.WritePosition, out _))
                {
                    bridge.Rig.Ring.Release();
                }
            }
        });
        Assert.Equal((0, 300), (allocated, turns));
        Assert.InRange(bridge.Counters.SentPackets, 1190, 1210);
        Assert.Equal(0, bridge.Counters.LostPackets + bridge.Counters.LatePackets);
    }

    private static BridgeFormat Find(string name) => name switch
    {
        "PCMA" => BridgeRig.Pcma,
        "G722" => BridgeRig.G722,
        "G729" => BridgeRig.G729,
        "L16" => BridgeRig.L16,
        "opus" => BridgeRig.Opus,
        _ => BridgeRig.Pcmu,
    };
}
