using MediaRecorder.Media.Paths;
using MediaRecorder.Media.Security;
using MediaRecorder.Media.Tests.Workers;
using MediaRecorder.Net;
using MediaRecorder.Rtp.Srtp;
using MediaRecorder.TestKit.Srtp;

namespace MediaRecorder.Media.Tests.Security;

/// <summary>Each side of a line secure or plain on its own; the tap always hears the plain packet.</summary>
// REQ: A-07
public sealed class SecureLineTests : IDisposable
{
    private const string Suite = "AES_CM_128_HMAC_SHA1_80";

    private static readonly byte[] Rtcp = [0x80, 201, 0, 1, 0, 0, 0, 7];
    private static readonly byte[] CallerKey = Key(1);
    private static readonly byte[] OurKeyToCaller = Key(2);
    private static readonly byte[] CalleeKey = Key(3);
    private static readonly byte[] OurKeyToCallee = Key(4);

    private readonly MediaRig _rig = new();
    private readonly ReferenceSrtp _caller = new(Suite, CallerKey);
    private readonly ReferenceSrtp _toCaller = new(Suite, OurKeyToCaller);
    private readonly ReferenceSrtp _callee = new(Suite, CalleeKey);
    private readonly ReferenceSrtp _toCallee = new(Suite, OurKeyToCallee);
    private readonly object _peer = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void Secure_caller_and_plain_callee_hear_each_other()
    {
        Secure(LegSide.Ingress, CallerKey, OurKeyToCaller);
        _rig.FromCaller(_caller.Protect(MediaRig.Rtp(1), 0));
        Assert.Equal(MediaRig.Rtp(1), _rig.CalleeSide.Sent.Single().Bytes);
        Assert.Equal(MediaRig.Rtp(1), Tapped());

        _rig.FromCallee(MediaRig.Rtp(2));
        Assert.Equal(_toCaller.Protect(MediaRig.Rtp(2), 0), _rig.CallerSide.Sent.Single().Bytes);
        Assert.Equal(MediaRig.Rtp(2), Tapped());
        Assert.Equal(182, _rig.Counters.Egress.RelayedBytes);
    }

    [Fact]
    public void Two_secure_sides_have_keys_of_their_own()
    {
        Secure(LegSide.Ingress, CallerKey, OurKeyToCaller);
        Secure(LegSide.Egress, CalleeKey, OurKeyToCallee);
        _rig.FromCaller(_caller.Protect(MediaRig.Rtp(1), 0));
        Assert.Equal(_toCallee.Protect(MediaRig.Rtp(1), 0), _rig.CalleeSide.Sent.Single().Bytes);
        _rig.FromCallee(_callee.Protect(MediaRig.Rtp(2), 0));
        Assert.Equal(_toCaller.Protect(MediaRig.Rtp(2), 0), _rig.CallerSide.Sent.Single().Bytes);
    }

    [Fact]
    public void RTCP_is_opened_sealed_and_tapped_too()
    {
        Secure(LegSide.Ingress, CallerKey, OurKeyToCaller);
        _rig.CallerRtcpSide.Deliver(_caller.ProtectRtcp(Rtcp, 1), SocketEndpoint.From(MediaRig.CallerRtcp));
        _rig.Turn();
        Assert.Equal(Rtcp, _rig.CalleeRtcpSide.Sent.Single().Bytes);
        Assert.Equal(Rtcp, Tapped());

        _rig.CalleeRtcpSide.Deliver(Rtcp, SocketEndpoint.From(MediaRig.CalleeRtcp));
        _rig.Turn();
        Assert.Equal(_toCaller.ProtectRtcp(Rtcp, 1), _rig.CallerRtcpSide.Sent.Single().Bytes);
    }

    [Fact]
    public void Wrong_key_is_counted_and_neither_relayed_nor_recorded()
    {
        Secure(LegSide.Ingress, CallerKey, OurKeyToCaller);
        _rig.FromCaller(_callee.Protect(MediaRig.Rtp(1), 0));
        _rig.FromCaller(MediaRig.Rtp(2));
        _rig.FromCaller(_caller.Protect(MediaRig.Rtp(3), 0));
        _rig.FromCaller(_caller.Protect(MediaRig.Rtp(3), 0));

        Assert.Equal(MediaRig.Rtp(3), _rig.CalleeSide.Sent.Single().Bytes);
        Assert.Equal(MediaRig.Rtp(3), Tapped());
        Assert.False(_rig.Ring.TryRead(_rig.Ring.WritePosition, out _));
        Assert.Equal(2, _rig.Counters.Ingress.Unopened[(int)SrtpResult.AuthenticationFailed]);
        Assert.Equal(1, _rig.Counters.Ingress.Unopened[(int)SrtpResult.Replayed]);
        Assert.Equal(1, _rig.Counters.Ingress.RtpPackets);
        Assert.Equal(3, _rig.Plane.UnopenedPacketsOf(_rig.Path, LegSide.Ingress));
        Assert.Equal(0, _rig.Plane.UnopenedPacketsOf(_rig.Path, LegSide.Egress));

        // The other way is not disturbed.
        _rig.FromCallee(MediaRig.Rtp(4));
        Assert.Single(_rig.CallerSide.Sent);
    }

    [Fact]
    public void What_cannot_be_sealed_is_counted_and_recorded_all_the_same()
    {
        Secure(LegSide.Ingress, CallerKey, OurKeyToCaller);
        _rig.FromCallee(MediaRig.Rtp(5));
        _rig.FromCallee(MediaRig.Rtp(5));
        Assert.Single(_rig.CallerSide.Sent);
        Assert.Equal(1, _rig.Counters.Egress.Unsealed[(int)SrtpResult.Replayed]);
        Assert.Equal(MediaRig.Rtp(5), Tapped());
        Assert.Equal(MediaRig.Rtp(5), Tapped());
    }

    [Fact]
    public void Repeated_keys_keep_the_rollover_and_replay_state()
    {
        Secure(LegSide.Ingress, CallerKey, OurKeyToCaller);
        _rig.FromCaller(_caller.Protect(MediaRig.Rtp(65_000), 0));
        _rig.FromCaller(_caller.Protect(MediaRig.Rtp(10), 1));
        _rig.FromCallee(MediaRig.Rtp(65_000));
        _rig.FromCallee(MediaRig.Rtp(10));
        Secure(LegSide.Ingress, CallerKey, OurKeyToCaller);

        _rig.FromCaller(_caller.Protect(MediaRig.Rtp(10), 1));
        Assert.Equal(1, _rig.Counters.Ingress.Unopened[(int)SrtpResult.Replayed]);
        _rig.FromCaller(_caller.Protect(MediaRig.Rtp(11), 1));
        Assert.Equal(MediaRig.Rtp(11), _rig.CalleeSide.Sent[^1].Bytes);
        _rig.FromCallee(MediaRig.Rtp(11));
        Assert.Equal(_toCaller.Protect(MediaRig.Rtp(11), 1), _rig.CallerSide.Sent[^1].Bytes);
    }

    [Fact]
    public void Changed_keys_of_the_same_party_lose_no_packet()
    {
        Secure(LegSide.Ingress, CallerKey, OurKeyToCaller);
        _rig.FromCaller(_caller.Protect(MediaRig.Rtp(1), 0));
        var changed = Key(9);
        Secure(LegSide.Ingress, changed, OurKeyToCaller);
        _rig.FromCaller(_caller.Protect(MediaRig.Rtp(2), 0));
        _rig.FromCaller(new ReferenceSrtp(Suite, changed).Protect(MediaRig.Rtp(3), 0));
        Assert.Equal(3, _rig.CalleeSide.Sent.Count);
    }

    [Fact]
    public void New_party_begins_from_nothing_and_the_old_one_is_not_heard()
    {
        Secure(LegSide.Ingress, CallerKey, OurKeyToCaller);
        _rig.FromCallee(MediaRig.Rtp(65_000));
        _rig.FromCallee(MediaRig.Rtp(1));
        Secure(LegSide.Ingress, Key(9), Key(10), peer: new object());
        _rig.FromCaller(_caller.Protect(MediaRig.Rtp(1), 0));
        Assert.Empty(_rig.CalleeSide.Sent);
        _rig.FromCallee(MediaRig.Rtp(2));
        Assert.Equal(
            new ReferenceSrtp(Suite, Key(10)).Protect(MediaRig.Rtp(2), 0), _rig.CallerSide.Sent[^1].Bytes);
    }

    [Fact]
    public void Side_without_keys_is_plain_again()
    {
        Secure(LegSide.Ingress, CallerKey, OurKeyToCaller);
        _rig.Plane.SetKeys(_rig.Path, 0, LegSide.Ingress, null);
        _rig.Turn();
        _rig.FromCaller(MediaRig.Rtp(1));
        _rig.FromCallee(MediaRig.Rtp(2));
        Assert.Equal(MediaRig.Rtp(1), _rig.CalleeSide.Sent.Single().Bytes);
        Assert.Equal(MediaRig.Rtp(2), _rig.CallerSide.Sent.Single().Bytes);
    }

    // A side that was promised secrecy never gets a plain packet.
    [Fact]
    public void Keys_that_cannot_be_used_shut_the_side_and_are_counted()
    {
        Assert.True(LineKey.TryCreate(Suite, OurKeyToCaller, [1], out var named));
        Assert.True(LineKey.TryCreate(Suite, CallerKey, [], out var theirs));
        Assert.True(LineKey.TryCreate(Suite, CalleeKey, [], out var alsoTheirs));
        _rig.Plane.SetKeys(_rig.Path, 0, LegSide.Ingress, new LineKeys([theirs, alsoTheirs], named, _peer));
        _rig.Turn();
        _rig.FromCallee(MediaRig.Rtp(1));
        _rig.FromCaller(MediaRig.Rtp(2));
        Assert.Empty(_rig.CallerSide.Sent);
        Assert.Empty(_rig.CalleeSide.Sent);
        Assert.Equal(1, _rig.Counters.KeyFailures);
        Assert.Equal(1, _rig.Counters.Egress.Unsealed[(int)SrtpResult.Failed]);
    }

    [Fact]
    public void Keys_are_cleared_when_the_call_ends_and_when_they_come_too_late()
    {
        var keys = Keys(CallerKey, OurKeyToCaller, _peer);
        _rig.Plane.SetKeys(_rig.Path, 0, LegSide.Ingress, keys);
        _rig.Plane.Close(_rig.Path);
        _rig.Turn();
        AssertCleared(keys);

        var late = Keys(CallerKey, OurKeyToCaller, _peer);
        _rig.Plane.SetKeys(_rig.Path, 0, LegSide.Ingress, late);
        _rig.Turn();
        AssertCleared(late);
    }

    [Fact]
    public void Secure_packets_allocate_nothing()
    {
        Secure(LegSide.Ingress, CallerKey, OurKeyToCaller);
        Secure(LegSide.Egress, CalleeKey, OurKeyToCallee);
        var packets = Enumerable.Range(0, 120)
            .Select(i => _caller.Protect(MediaRig.Rtp((ushort)i), 0)).ToArray();
        var source = SocketEndpoint.From(MediaRig.CallerRtp);
        foreach (var packet in packets)
        {
            _rig.CallerSide.Deliver(packet, source);
        }

        _rig.CalleeSide.KeepSent = false;
        for (var i = 0; i < 100; i++)
        {
            _rig.Turn();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20; i++)
        {
            _rig.Turn();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(120, _rig.Counters.Ingress.RelayedPackets);
    }

    private static byte[] Key(int seed)
    {
        var bytes = new byte[30];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static LineKeys Keys(byte[] theirs, byte[] ours, object peer)
    {
        Assert.True(LineKey.TryCreate(Suite, theirs, [], out var their));
        Assert.True(LineKey.TryCreate(Suite, ours, [], out var our));
        return new LineKeys([their], our, peer);
    }

    private static void AssertCleared(LineKeys keys)
    {
        Assert.True(LineKey.TryCreate(Suite, new byte[30], [], out var zero));
        Assert.True(keys.Ours.Matches(zero));
        Assert.All(keys.Theirs, key => Assert.True(key.Matches(zero)));
    }

    private void Secure(LegSide side, byte[] theirs, byte[] ours, object? peer = null)
    {
        _rig.Plane.SetKeys(_rig.Path, 0, side, Keys(theirs, ours, peer ?? _peer));
        _rig.Turn();
    }

    private byte[] Tapped()
    {
        Assert.True(_rig.Ring.TryRead(_rig.Ring.WritePosition, out var record));
        return record.Packet.ToArray();
    }
}
