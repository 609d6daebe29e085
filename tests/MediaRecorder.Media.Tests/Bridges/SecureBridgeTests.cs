using System.Buffers.Binary;
using MediaRecorder.Buffers;
using MediaRecorder.Media.Paths;
using MediaRecorder.Media.Security;
using MediaRecorder.Media.Tests.Workers;
using MediaRecorder.Net;
using MediaRecorder.Rtp.Packets;
using MediaRecorder.Rtp.Srtp;
using MediaRecorder.TestKit.Measurements;

namespace MediaRecorder.Media.Tests.Bridges;

/// <summary>A bridge some of whose members speak SRTP with us: mixed and recorded as any other, sealed on the wire.</summary>
// REQ: A-07, B-02, C-05
public sealed class SecureBridgeTests
{
    private static readonly BridgePhoneOptions Plain = new();
    private static readonly BridgePhoneOptions Secure = new() { IsSecure = true };

    [Theory]
    [InlineData("plain plain secure")]
    [InlineData("secure plain plain")]
    [InlineData("secure secure secure secure")]
    public void Each_hears_the_others_and_is_recorded_plain(string parties)
    {
        using var bridge = new BridgeRig([.. parties.Split(' ').Select(party => party == "secure" ? Secure : Plain)]);
        bridge.Run(4000);
        foreach (var (number, phone) in bridge.Phones.Index())
        {
            Assert.All(
                bridge.Phones.Where(other => other != phone),
                other => Assert.InRange(phone.LevelDb(other.Hz), -1.5, 1.5));
            Assert.True(phone.LevelDb(phone.Hz) < -35);
            TapId tap = number switch { 0 => MediaRig.CallerTap, 1 => MediaRig.CalleeTap, _ => new(20 + number) };
            Assert.Equal(phone.Delivered, bridge.Taps.Where(record => record.Tap == tap).Select(record => record.Packet));
        }

        Assert.Equal(0, bridge.Counters.LostPackets + bridge.Counters.LatePackets + bridge.Counters.UnmixablePackets);
    }

    [Fact]
    public void Its_reports_are_sealed_and_its_own_are_opened_and_recorded()
    {
        using var bridge = new BridgeRig(Plain, Plain, Secure);
        var (third, socket) = (bridge.Phones[2], bridge.Rig.Loop.At(bridge.Guests[0].Port + 1));
        byte[] its = [0x80, 201, 0, 1, 0, 0, 0, 7];
        socket.Deliver(third.SealRtcp(its, 1), SocketEndpoint.From(BridgeRig.GuestRtcp(2)));
        bridge.Run(6000);
        Assert.Contains(bridge.Taps, record => record.Tap == new TapId(22) && record.Packet.SequenceEqual(its));
        var sent = Assert.Single(socket.Sent).Bytes;
        var opened = third.OpenRtcp(sent);
        Assert.NotNull(opened);
        Assert.True(RtcpSenderReport.TryParse(opened, out var report, out _));
        Assert.Equal(third.Headers[0].Ssrc, report.Ssrc);
        Assert.InRange(report.Packets, 245u, 255u);
    }

    [Theory]
    [InlineData(77)]
    [InlineData(0)]
    public void What_does_not_fit_its_keys_is_counted_and_neither_heard_nor_recorded(int seed)
    {
        using var bridge = new BridgeRig(Plain, Plain, Secure);
        bridge.Run(1000);
        var third = bridge.Phones[2];
        var recorded = bridge.Taps.Count(record => record.Tap == new TapId(22));
        third.SealWith(seed);
        bridge.Run(2000);
        Assert.InRange(bridge.Rig.Counters.Egress.Unopened[(int)SrtpResult.AuthenticationFailed], 98, 101);
        Assert.InRange(bridge.Taps.Count(record => record.Tap == new TapId(22)), recorded, recorded + 1);
        Assert.True(bridge.Phones[0].LevelDb(third.Hz) < -35);

        // It hears the others all the same, and they each other.
        Assert.InRange(third.LevelDb(bridge.Phones[0].Hz), -1.5, 1.5);
        Assert.InRange(bridge.Phones[0].LevelDb(bridge.Phones[1].Hz), -1.5, 1.5);
    }

    [Fact]
    public void Its_key_is_changed_and_no_packet_is_lost()
    {
        using var bridge = new BridgeRig(Plain, Plain, Secure);
        bridge.Run(1000);
        bridge.Phones[2].SealWith(77);
        bridge.Agree(2, bridge.Phones[2].Keys());
        bridge.Run(2000);
        Assert.InRange(bridge.Phones[0].LevelDb(bridge.Phones[2].Hz), -1.5, 1.5);
        Assert.InRange(bridge.Phones[2].LevelDb(bridge.Phones[0].Hz), -1.5, 1.5);
        Assert.Equal(0, bridge.Rig.Counters.Egress.Unopened[(int)SrtpResult.AuthenticationFailed] + bridge.Counters.LostPackets);
    }

    // What was promised secrecy never gets a plain packet.
    [Fact]
    public void Keys_that_cannot_be_used_shut_it_out_and_the_others_talk_on()
    {
        using var bridge = new BridgeRig(Plain, Plain, Plain);
        bridge.Run(1000);
        var told = bridge.Phones[2].Headers.Count;
        const string suite = "AES_CM_128_HMAC_SHA1_80";
        Assert.True(LineKey.TryCreate(suite, new byte[30], [1], out var named));
        Assert.True(LineKey.TryCreate(suite, new byte[30], [], out var theirs));
        bridge.Agree(2, new LineKeys([theirs], named, this));
        bridge.Run(2000);
        Assert.Equal(told, bridge.Phones[2].Headers.Count);
        Assert.Equal(1, bridge.Rig.Counters.KeyFailures);
        Assert.InRange(bridge.Rig.Counters.Egress.Unsealed[(int)SrtpResult.Failed], 99, 101);
        Assert.True(bridge.Phones[0].LevelDb(bridge.Phones[2].Hz) < -35);
        Assert.InRange(bridge.Phones[0].LevelDb(bridge.Phones[1].Hz), -1.5, 1.5);
    }

    [Fact]
    public void With_a_side_of_its_own_it_goes_on_by_its_keys()
    {
        using var bridge = new BridgeRig(Plain, Plain, Secure);
        bridge.Run(1000);
        var (rig, third) = (bridge.Rig, bridge.Phones[2]);
        rig.Plane.Seat(rig.Path, 0, LegSide.Egress, bridge.Guests[0]);
        rig.Plane.SetKeys(rig.Path, 0, LegSide.Egress, third.Keys());
        rig.Turn();
        bridge.Phones[1].Dispose();
        bridge.Phones.RemoveAt(1);
        rig.FromCaller(MediaRig.Rtp(7));
        third.Listen();
        Assert.Equal(new SequenceNumber(7), third.Headers[^1].Number);
        bridge.Run(100);
        Assert.Equal(third.Delivered[^1], bridge.Phones[0].Socket.Sent[^1].Bytes);
        Assert.Equal(0, rig.Counters.Egress.Unopened[(int)SrtpResult.AuthenticationFailed]);
    }

    // REQ: J-02
    [Fact]
    public void A_tick_allocates_nothing()
    {
        using var bridge = new BridgeRig(Plain, Plain, Secure);
        bridge.Run(2000);
        foreach (var phone in bridge.Phones)
        {
            phone.Socket.KeepSent = false;
        }

        var (packet, source) = (bridge.Phones[0].Delivered[^1], SocketEndpoint.From(bridge.Phones[0].Rtp));
        var sealedPackets = new Queue<byte[]>(bridge.Phones[2].SealAhead(400));
        var third = SocketEndpoint.From(bridge.Phones[2].Rtp);
        var allocated = Allocations.Of(() =>
        {
            for (var i = 0; i < 100; i++)
            {
                var header = packet.AsSpan();
                BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)(BinaryPrimitives.ReadUInt16BigEndian(header[2..]) + 1));
                BinaryPrimitives.WriteUInt32BigEndian(header[4..], BinaryPrimitives.ReadUInt32BigEndian(header[4..]) + 160);
                bridge.Phones[0].Socket.Deliver(packet, source);
                bridge.Phones[2].Socket.Deliver(sealedPackets.Dequeue(), third);
                bridge.Rig.Time.AdvanceNs(20_000_000);
                bridge.Rig.Turn();
                while (bridge.Rig.Ring.TryRead(bridge.Rig.Ring.WritePosition, out _))
                {
                    bridge.Rig.Ring.Release();
                }
            }
        });
        Assert.Equal(0, allocated);
        Assert.Equal(0, bridge.Counters.LatePackets + bridge.Rig.Counters.Egress.Unopened[(int)SrtpResult.AuthenticationFailed]);
    }
}
