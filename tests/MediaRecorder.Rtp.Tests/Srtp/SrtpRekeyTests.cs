using MediaRecorder.Rtp.Srtp;
using MediaRecorder.TestKit.Srtp;

namespace MediaRecorder.Rtp.Tests.Srtp;

// REQ: A-07
public sealed class SrtpRekeyTests
{
    private const string Suite = SrtpPair.Suite;

    private static readonly byte[] OldKey = SrtpPair.KeyAndSalt(1);
    private static readonly byte[] NewKey = SrtpPair.KeyAndSalt(2);

    // RFC 3711 §3.3.1 lets the counter go on; most implementations begin anew.
    [Theory]
    [InlineData(70_000, 1)]
    [InlineData(70_000, 0)]
    [InlineData(131_060, 2)]
    [InlineData(131_060, 0)]
    [InlineData(5_000, 0)]
    public void Peer_that_changes_its_key_may_go_on_counting_or_begin_anew(int last, uint rolloverAfter)
    {
        var before = new ReferenceSrtp(Suite, OldKey);
        var after = new ReferenceSrtp(Suite, NewKey);
        using var receiver = SrtpPair.Receiver(Suite, OldKey);
        for (var number = 65_000L; number < last; number += 1000)
        {
            Assert.Equal(SrtpResult.Done, Take(receiver, before, number, (uint)(number >> 16)));
        }

        Assert.Equal(SrtpResult.Done, Take(receiver, before, last, (uint)(last >> 16)));
        using var rekeyed = SrtpPair.Receiver(Suite, NewKey, receiver);
        for (var number = last + 20L; number < last + 100; number++)
        {
            var rollover = rolloverAfter == 0 ? 0 : (uint)(number >> 16);
            Assert.Equal(SrtpResult.Done, Take(rekeyed, after, number, rollover));
        }
    }

    [Fact]
    public void Old_key_is_good_until_the_first_packet_of_the_new_one()
    {
        var before = new ReferenceSrtp(Suite, OldKey);
        var after = new ReferenceSrtp(Suite, NewKey);
        using var receiver = SrtpPair.Receiver(Suite, OldKey);
        Assert.Equal(SrtpResult.Done, Take(receiver, before, 1, 0));
        using var rekeyed = SrtpPair.Receiver(Suite, NewKey, receiver);

        Assert.Equal(SrtpResult.Done, Take(rekeyed, before, 2, 0));
        Assert.NotEqual(SrtpResult.Done, Take(rekeyed, before, 2, 0));
        Assert.Equal(SrtpResult.Done, TakeRtcp(rekeyed, before.ProtectRtcp(SrtpPair.Rtcp(), 1)));
        Assert.Equal(SrtpResult.Done, Take(rekeyed, after, 3, 0));
        Assert.Equal(SrtpResult.AuthenticationFailed, Take(rekeyed, before, 4, 0));
        Assert.Equal(SrtpResult.AuthenticationFailed, TakeRtcp(rekeyed, before.ProtectRtcp(SrtpPair.Rtcp(), 2)));
        Assert.Equal(SrtpResult.Done, TakeRtcp(rekeyed, after.ProtectRtcp(SrtpPair.Rtcp(), 1)));
    }

    [Fact]
    public void Keys_may_change_twice_before_a_packet_comes()
    {
        var last = SrtpPair.KeyAndSalt(3);
        using var receiver = SrtpPair.Receiver(Suite, OldKey);
        var before = new ReferenceSrtp(Suite, OldKey);
        Assert.Equal(SrtpResult.Done, Take(receiver, before, 65_000, 0));
        Assert.Equal(SrtpResult.Done, Take(receiver, before, 66_000, 1));
        using var once = SrtpPair.Receiver(Suite, NewKey, receiver);
        using var twice = SrtpPair.Receiver(Suite, last, once);

        Assert.Equal(SrtpResult.Done, Take(twice, new ReferenceSrtp(Suite, last), 66_001, 1));
    }

    [Fact]
    public void Our_own_counter_goes_on_under_a_new_key_of_another_suite()
    {
        const string gcm = "AEAD_AES_128_GCM";
        var gcmKey = SrtpPair.KeyAndSalt(4, gcm);
        using var sender = SrtpPair.Sender(Suite, OldKey);
        SrtpPair.Protect(sender, SrtpPair.Rtp(65_535), out _);
        SrtpPair.Protect(sender, SrtpPair.Rtp(65_536), out _);
        using (var key = SrtpPair.Key(gcm, gcmKey))
        {
            Assert.True(sender.TryRekey(key));
        }

        var secured = SrtpPair.Protect(sender, SrtpPair.Rtp(65_537), out _)!;
        Assert.Equal(SrtpPair.Rtp(65_537), new ReferenceSrtp(gcm, gcmKey).Unprotect(secured, rollover: 1));
    }

    private static SrtpResult Take(SrtpReceiver receiver, ReferenceSrtp sender, long number, uint rollover)
    {
        var packet = SrtpPair.Rtp(number);
        var result = SrtpPair.Unprotect(receiver, sender.Protect(packet, rollover), out var plain);
        Assert.Equal(result == SrtpResult.Done ? packet : [], plain);
        return result;
    }

    private static SrtpResult TakeRtcp(SrtpReceiver receiver, byte[] packet)
    {
        var buffer = (byte[])packet.Clone();
        var length = buffer.Length;
        return receiver.UnprotectRtcp(buffer, ref length);
    }
}
