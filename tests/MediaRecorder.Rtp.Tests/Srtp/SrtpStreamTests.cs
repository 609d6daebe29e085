using MediaRecorder.Rtp.Srtp;
using MediaRecorder.TestKit.Measurements;
using MediaRecorder.TestKit.Srtp;

namespace MediaRecorder.Rtp.Tests.Srtp;

// REQ: A-07
public sealed class SrtpStreamTests
{
    private const string Suite = SrtpPair.Suite;

    private static readonly byte[] KeyAndSalt = SrtpPair.KeyAndSalt(1);

    [Theory]
    [InlineData("AES_CM_128_HMAC_SHA1_80")]
    [InlineData("AEAD_AES_256_GCM")]
    public void Stream_is_read_through_three_wraps_of_its_numbers_at_ten_percent_loss(string suite)
    {
        var key = SrtpPair.KeyAndSalt(3, suite);
        var reference = new ReferenceSrtp(suite, key);
        using var receiver = SrtpPair.Receiver(suite, key);
        using var sender = SrtpPair.Sender(suite, key);
        var chance = new Random(3711);
        for (var number = 60_000L; number < 60_000 + 3 * 65_536; number++)
        {
            if (chance.Next(10) == 0)
            {
                continue;
            }

            var packet = SrtpPair.Rtp(number, payloadBytes: 20);
            var secured = SrtpPair.Protect(sender, packet, out _)!;
            Assert.Equal(SrtpResult.Done, SrtpPair.Unprotect(receiver, secured, out var plain));
            Assert.Equal(packet, plain);

            // The reference is slow: around the wraps and every so often.
            if (number % 65_536 is < 50 or > 65_500 || number % 1000 == 0)
            {
                Assert.Equal(packet, reference.Unprotect(secured, (uint)(number >> 16)));
            }
        }
    }

    [Fact]
    public void Wrap_may_be_lost_altogether()
    {
        using var sender = SrtpPair.Sender(Suite, KeyAndSalt);
        using var receiver = SrtpPair.Receiver(Suite, KeyAndSalt);
        for (var number = 60_000; number < 80_000; number++)
        {
            var secured = SrtpPair.Protect(sender, SrtpPair.Rtp(number), out _)!;
            if (number is < 60_100 or > 79_900)
            {
                Assert.Equal(SrtpResult.Done, SrtpPair.Unprotect(receiver, secured, out _));
            }
        }
    }

    [Fact]
    public void Packets_are_taken_out_of_order_within_the_window_also_across_a_wrap()
    {
        var reference = new ReferenceSrtp(Suite, KeyAndSalt);
        using var receiver = SrtpPair.Receiver(Suite, KeyAndSalt);
        Assert.Equal(SrtpResult.Done, Take(receiver, reference, 65_000));
        Assert.Equal(SrtpResult.Done, Take(receiver, reference, 65_536 + 10));
        Assert.Equal(SrtpResult.Done, Take(receiver, reference, 65_530));
        Assert.Equal(SrtpResult.Done, Take(receiver, reference, 65_536 + 11 - SrtpReceiver.WindowPackets));
        Assert.Equal(SrtpResult.TooOld, Take(receiver, reference, 65_536 + 10 - SrtpReceiver.WindowPackets));
    }

    [Fact]
    public void Copy_of_a_packet_is_a_replay()
    {
        var reference = new ReferenceSrtp(Suite, KeyAndSalt);
        using var receiver = SrtpPair.Receiver(Suite, KeyAndSalt);
        Assert.Equal(SrtpResult.Done, Take(receiver, reference, 7));
        Assert.Equal(SrtpResult.Replayed, Take(receiver, reference, 7));
        Assert.Equal(SrtpResult.Done, Take(receiver, reference, 8));
        Assert.Equal(SrtpResult.Replayed, Take(receiver, reference, 7));

        var control = reference.ProtectRtcp(SrtpPair.Rtcp(), 3);
        Assert.Equal(SrtpResult.Done, TakeRtcp(receiver, control));
        Assert.Equal(SrtpResult.Replayed, TakeRtcp(receiver, control));
    }

    [Fact]
    public void Every_changed_byte_of_a_packet_is_found()
    {
        using var receiver = SrtpPair.Receiver(Suite, KeyAndSalt);
        var reference = new ReferenceSrtp(Suite, KeyAndSalt);
        Assert.Equal(SrtpResult.Done, Take(receiver, reference, 1));
        var secured = reference.Protect(SrtpPair.Rtp(2), 0);
        for (var at = 0; at < secured.Length; at++)
        {
            secured[at] ^= 1;
            Assert.NotEqual(SrtpResult.Done, SrtpPair.Unprotect(receiver, secured, out _));
            secured[at] ^= 1;
        }

        Assert.Equal(SrtpResult.Done, SrtpPair.Unprotect(receiver, secured, out _));
    }

    [Fact]
    public void Wrong_key_is_told_from_a_replay_and_ends_nothing()
    {
        var wrong = new ReferenceSrtp(Suite, SrtpPair.KeyAndSalt(2));
        var right = new ReferenceSrtp(Suite, KeyAndSalt);
        using var receiver = SrtpPair.Receiver(Suite, KeyAndSalt);
        for (var number = 0; number < 1000; number++)
        {
            Assert.Equal(SrtpResult.AuthenticationFailed, Take(receiver, wrong, number));
        }

        Assert.Equal(SrtpResult.AuthenticationFailed, TakeRtcp(receiver, wrong.ProtectRtcp(SrtpPair.Rtcp(), 1)));
        Assert.Equal(SrtpResult.Done, Take(receiver, right, 1000));
    }

    [Fact]
    public void Each_source_counts_for_itself_up_to_a_limit()
    {
        var reference = new ReferenceSrtp(Suite, KeyAndSalt);
        using var receiver = SrtpPair.Receiver(Suite, KeyAndSalt);
        for (var ssrc = 0u; ssrc < 64; ssrc++)
        {
            Assert.Equal(
                SrtpResult.Done,
                SrtpPair.Unprotect(receiver, reference.Protect(SrtpPair.Rtp(5, ssrc), 0), out _));
        }

        var beyond = reference.Protect(SrtpPair.Rtp(5, 64), 0);
        Assert.Equal(SrtpResult.TooManySources, SrtpPair.Unprotect(receiver, beyond, out _));
        Assert.Equal(SrtpResult.TooManySources, TakeRtcp(receiver, reference.ProtectRtcp(SrtpPair.Rtcp(64), 1)));
        Assert.Equal(
            SrtpResult.Done, SrtpPair.Unprotect(receiver, reference.Protect(SrtpPair.Rtp(6, 0), 0), out _));
    }

    [Fact]
    public void Forged_sources_take_no_place()
    {
        var wrong = new ReferenceSrtp(Suite, SrtpPair.KeyAndSalt(2));
        var right = new ReferenceSrtp(Suite, KeyAndSalt);
        using var receiver = SrtpPair.Receiver(Suite, KeyAndSalt);
        for (var ssrc = 0u; ssrc < 1000; ssrc++)
        {
            SrtpPair.Unprotect(receiver, wrong.Protect(SrtpPair.Rtp(5, ssrc), 0), out _);
        }

        Assert.Equal(
            SrtpResult.Done, SrtpPair.Unprotect(receiver, right.Protect(SrtpPair.Rtp(5, 5000), 0), out _));
    }

    [Fact]
    public void Stream_whose_beginning_before_the_wrap_was_not_heard_is_read_all_the_same()
    {
        var reference = new ReferenceSrtp(Suite, KeyAndSalt);
        using var receiver = SrtpPair.Receiver(Suite, KeyAndSalt);
        Assert.Equal(SrtpResult.Done, TakeRtcp(receiver, reference.ProtectRtcp(SrtpPair.Rtcp(), 1)));
        for (var number = 65_536 + 20; number < 65_536 + 200; number++)
        {
            Assert.Equal(SrtpResult.Done, Take(receiver, reference, number));
        }

        Assert.Equal(SrtpResult.Replayed, TakeRtcp(receiver, reference.ProtectRtcp(SrtpPair.Rtcp(), 1)));
    }

    [Fact]
    public void Packets_that_name_their_key_are_opened_with_it()
    {
        var second = SrtpPair.KeyAndSalt(2);
#pragma warning disable CA2000 // The receiver owns its keys.
        Assert.True(SrtpReceiver.TryCreate(
            [SrtpPair.Key(Suite, KeyAndSalt, 0, 1), SrtpPair.Key(Suite, second, 0, 2)], null, out var receiver));
#pragma warning restore CA2000
        using (receiver)
        {
            var first = new ReferenceSrtp(Suite, KeyAndSalt).Protect(SrtpPair.Rtp(1), 0, 0, 1);
            var changed = new ReferenceSrtp(Suite, second).Protect(SrtpPair.Rtp(2), 0, 0, 2);
            var unknown = new ReferenceSrtp(Suite, second).Protect(SrtpPair.Rtp(3), 0, 0, 3);
            Assert.Equal(SrtpResult.Done, SrtpPair.Unprotect(receiver, first, out var plain));
            Assert.Equal(SrtpPair.Rtp(1), plain);
            Assert.Equal(SrtpResult.Done, SrtpPair.Unprotect(receiver, changed, out plain));
            Assert.Equal(SrtpPair.Rtp(2), plain);
            Assert.Equal(SrtpResult.UnknownKey, SrtpPair.Unprotect(receiver, unknown, out _));
        }
    }

    [Fact]
    public void Key_lists_that_contradict_themselves_are_refused()
    {
        using var plain = SrtpPair.Key(Suite, KeyAndSalt);
        using var named = SrtpPair.Key(Suite, KeyAndSalt, 1);
        using var longer = SrtpPair.Key(Suite, KeyAndSalt, 0, 1);
        using var other = SrtpPair.Key("AEAD_AES_128_GCM", SrtpPair.KeyAndSalt(1, "AEAD_AES_128_GCM"), 1);
        Assert.False(SrtpReceiver.TryCreate([], null, out _));
        Assert.False(SrtpReceiver.TryCreate([plain, plain], null, out _));
        Assert.False(SrtpReceiver.TryCreate([named, longer], null, out _));
        Assert.False(SrtpReceiver.TryCreate([named, other], null, out _));
        Assert.False(SrtpReceiver.TryCreate([named, named, named, named, named], null, out _));
        Assert.False(SrtpSender.TryCreate(named, out _));
        Assert.False(SrtpKey.TryCreate(plain.Suite, KeyAndSalt.AsSpan(1), default, out _));
    }

    [Fact]
    public void Key_shows_nothing_and_is_zeroed()
    {
        var key = SrtpPair.Key(Suite, KeyAndSalt);
        using var same = SrtpPair.Key(Suite, KeyAndSalt);
        using var other = SrtpPair.Key(Suite, SrtpPair.KeyAndSalt(2));
        Assert.True(key.Matches(same));
        Assert.False(key.Matches(other));
        Assert.Equal("key of AES_CM_128_HMAC_SHA1_80", key.ToString());

        using var zero = SrtpPair.Key(Suite, new byte[30]);
        key.Dispose();
        Assert.True(key.Matches(zero));
    }

    [Fact]
    public void Nothing_is_allocated_for_a_packet()
    {
        using var sender = SrtpPair.Sender(Suite, KeyAndSalt);
        using var receiver = SrtpPair.Receiver(Suite, KeyAndSalt);
        var buffer = new byte[192];
        var control = new byte[64];
        var number = 0;
        var opened = 0;
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 100; i++)
            {
                buffer[0] = 0x80;
                buffer[2] = (byte)(++number >> 8);
                buffer[3] = (byte)number;
                var length = 172;
                sender.Protect(buffer, ref length);
                opened += receiver.Unprotect(buffer, ref length) == SrtpResult.Done ? 1 : 0;
                control[0] = 0x80;
                control[1] = 201;
                control[3] = 1;
                length = 8;
                sender.ProtectRtcp(control, ref length);
                opened += receiver.UnprotectRtcp(control, ref length) == SrtpResult.Done ? 1 : 0;
            }
        }));
        Assert.Equal(3 * 100 * 2, opened);
    }

    private static SrtpResult Take(SrtpReceiver receiver, ReferenceSrtp sender, long number)
    {
        var packet = SrtpPair.Rtp(number);
        var result = SrtpPair.Unprotect(
            receiver, sender.Protect(packet, (uint)(number >> 16)), out var plain);
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
