using MediaRecorder.Rtp.Srtp;
using MediaRecorder.TestKit.Srtp;

namespace MediaRecorder.Rtp.Tests.Srtp;

// REQ: A-07
public sealed class SrtpSenderTests
{
    private const string Suite = SrtpPair.Suite;

    private static readonly byte[] KeyAndSalt = SrtpPair.KeyAndSalt(1);

    [Fact]
    public void No_index_is_used_twice()
    {
        using var sender = SrtpPair.Sender(Suite, KeyAndSalt);
        Assert.NotNull(SrtpPair.Protect(sender, SrtpPair.Rtp(10), out _));
        Assert.Null(SrtpPair.Protect(sender, SrtpPair.Rtp(10), out var copy));
        Assert.Equal(SrtpResult.Replayed, copy);

        // A straggler is no copy.
        Assert.NotNull(SrtpPair.Protect(sender, SrtpPair.Rtp(9), out _));
    }

    [Fact]
    public void Sender_of_plain_RTP_that_begins_its_numbers_anew_is_heard_after_five_packets()
    {
        using var sender = SrtpPair.Sender(Suite, KeyAndSalt);
        using var receiver = SrtpPair.Receiver(Suite, KeyAndSalt);
        for (var number = 40_000; number < 40_100; number++)
        {
            Assert.NotNull(SrtpPair.Protect(sender, SrtpPair.Rtp(number), out _));
        }

        for (var number = 20_000; number < 20_004; number++)
        {
            Assert.Null(SrtpPair.Protect(sender, SrtpPair.Rtp(number), out var result));
            Assert.Equal(SrtpResult.TooOld, result);
        }

        for (var number = 20_004; number < 20_100; number++)
        {
            var secured = SrtpPair.Protect(sender, SrtpPair.Rtp(number), out _)!;
            Assert.Equal(SrtpResult.Done, SrtpPair.Unprotect(receiver, secured, out var plain));
            Assert.Equal(40_100 + number - 20_004, plain[2] << 8 | plain[3]);
            Assert.Equal(SrtpPair.Rtp(number)[4..], plain[4..]);
        }
    }

    [Fact]
    public void Four_copies_in_a_row_are_no_new_beginning()
    {
        using var sender = SrtpPair.Sender(Suite, KeyAndSalt);
        for (var number = 0; number < 100; number++)
        {
            Assert.NotNull(SrtpPair.Protect(sender, SrtpPair.Rtp(number), out _));
        }

        for (var round = 0; round < 3; round++)
        {
            for (var number = 10; number < 14; number++)
            {
                Assert.Null(SrtpPair.Protect(sender, SrtpPair.Rtp(number), out _));
            }

            var next = SrtpPair.Protect(sender, SrtpPair.Rtp(100 + round), out _)!;
            Assert.Equal(100 + round, next[2] << 8 | next[3]);
        }
    }

    [Fact]
    public void Too_little_room_and_too_short_a_packet_are_told()
    {
        using var sender = SrtpPair.Sender(Suite, KeyAndSalt);
        var length = 172;
        Assert.Equal(SrtpResult.NoRoom, sender.Protect(new byte[181], ref length));
        Assert.Equal(SrtpResult.NoRoom, sender.ProtectRtcp(new byte[185], ref length));
        Assert.Equal(SrtpResult.Failed, sender.Protect(new byte[100], ref length));
        length = 11;
        Assert.Equal(SrtpResult.Malformed, sender.Protect(new byte[100], ref length));
        length = 7;
        Assert.Equal(SrtpResult.Malformed, sender.ProtectRtcp(new byte[100], ref length));
    }

    [Fact]
    public void Header_that_claims_more_than_there_is_is_refused()
    {
        using var sender = SrtpPair.Sender(Suite, KeyAndSalt);
        var packet = SrtpPair.Rtp(1);
        packet[0] = 0x9F;
        packet[12 + 60 + 2] = 0xFF;
        Assert.Null(SrtpPair.Protect(sender, packet, out var result));
        Assert.Equal(SrtpResult.Malformed, result);
    }

    [Fact]
    public void Source_beyond_the_limit_is_refused()
    {
        using var sender = SrtpPair.Sender(Suite, KeyAndSalt);
        for (var ssrc = 0u; ssrc < 64; ssrc++)
        {
            Assert.NotNull(SrtpPair.Protect(sender, SrtpPair.Rtp(1, ssrc), out _));
        }

        Assert.Null(SrtpPair.Protect(sender, SrtpPair.Rtp(1, 64), out var result));
        Assert.Equal(SrtpResult.TooManySources, result);
    }

    [Fact]
    public void Ended_context_refuses_everything()
    {
        var sender = SrtpPair.Sender(Suite, KeyAndSalt);
        sender.Dispose();
        sender.Dispose();
        Assert.Null(SrtpPair.Protect(sender, SrtpPair.Rtp(1), out var result));
        Assert.Equal(SrtpResult.Failed, result);

        var receiver = SrtpPair.Receiver(Suite, KeyAndSalt);
        receiver.Dispose();
        receiver.Dispose();
        Assert.Equal(SrtpResult.Failed, SrtpPair.Unprotect(receiver, SrtpPair.Rtp(1), out _));
    }

    // What libsrtp does with lengths it is told is checked from outside: a guard stands behind every packet.
    [Theory]
    [InlineData("AES_CM_128_HMAC_SHA1_80")]
    [InlineData("AEAD_AES_128_GCM")]
    public void Mutilated_packets_write_nothing_beyond_their_room(string suite)
    {
        const int guardBytes = 64;
        var key = SrtpPair.KeyAndSalt(5, suite);
        var reference = new ReferenceSrtp(suite, key);
        using var sender = SrtpPair.Sender(suite, key);
        using var receiver = SrtpPair.Receiver(suite, key);
        byte[][] seeds =
        [
            reference.Protect(SrtpPair.Rtp(1), 0), reference.ProtectRtcp(SrtpPair.Rtcp(), 1), SrtpPair.Rtp(2),
            SrtpPair.Rtcp(),
        ];
        var chance = new Random(7714);
        for (var i = 0; i < 20_000; i++)
        {
            var packet = (byte[])seeds[i % 4].Clone();
            for (var changes = chance.Next(1, 6); changes > 0; changes--)
            {
                packet[chance.Next(Math.Min(packet.Length, 20))] = (byte)chance.Next(256);
            }

            var length = chance.Next(packet.Length + 1);
            var buffer = new byte[packet.Length + SrtpSender.MaxTrailerBytes + guardBytes];
            buffer.AsSpan().Fill(0xEE);
            packet.CopyTo(buffer, 0);
            var room = buffer.AsSpan(0, buffer.Length - guardBytes);
            _ = (i / 4 % 4) switch
            {
                0 => receiver.Unprotect(room, ref length),
                1 => receiver.UnprotectRtcp(room, ref length),
                2 => sender.Protect(room, ref length),
                _ => sender.ProtectRtcp(room, ref length),
            };
            Assert.True(length <= room.Length);
            Assert.True(buffer.AsSpan(room.Length).IndexOfAnyExcept((byte)0xEE) < 0);
        }
    }
}
