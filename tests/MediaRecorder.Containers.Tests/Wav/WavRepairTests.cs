using System.Buffers.Binary;
using MediaRecorder.Containers.Wav;

namespace MediaRecorder.Containers.Tests.Wav;

// REQ: B-03 (header true after the writer was killed)
public sealed class WavRepairTests
{
    private static readonly WavFormat Stereo = new(WavEncoding.Pcm16, 2, 8000);

    [Theory]
    [InlineData(0, 16_000)]
    [InlineData(6400, 16_003)]
    [InlineData(16_000, 6401)]
    [InlineData(16_000, 0)]
    [InlineData(4_000_000_000, 5_000_000_000)]
    [InlineData(5_000_000_000, 4_000_000_000)]
    public void Repaired_head_equals_the_one_a_careful_writer_would_have_left(long claimed, long present)
    {
        var head = new byte[WavHeader.PlainBytes];
        var expected = new byte[WavHeader.PlainBytes];
        var repaired = new byte[WavHeader.PlainBytes];
        WavHeader.WriteTo(head, Stereo, claimed);
        WavHeader.WriteTo(expected, Stereo, present);

        Assert.True(WavRepair.TryRepair(head, head.Length + present, repaired, out var bytes, out var file, out _));
        Assert.Equal(WavHeader.PlainBytes, bytes);
        Assert.Equal(expected, repaired);
        Assert.Equal(present / 4 * 4, file.AudioBytes);
    }

    [Fact]
    public void Every_prefix_of_a_killed_file_repairs_to_a_true_one()
    {
        var whole = new byte[WavHeader.PlainBytes + 64];
        WavHeader.WriteTo(whole, Stereo, 0);
        for (var length = 0; length <= whole.Length; length++)
        {
            var file = whole[..length];
            var repairs = WavRepair.TryRepair(file, length, file, out _, out var found, out var error);

            Assert.Equal(length >= WavHeader.PlainBytes, repairs);
            Assert.Equal(repairs, error == WavParseError.None);
            if (!repairs)
                continue;
            var walk = new RiffWalk(file);
            Assert.Equal(found.AudioBytes, walk["data"].Size);
            Assert.Equal(WavHeader.PlainBytes + found.AudioBytes, walk.ClaimedBytes);
            Assert.InRange(length - walk.ClaimedBytes, 0, 3);
        }
    }

    [Fact]
    public void Chunks_of_others_before_the_audio_are_kept()
    {
        var bytes = WavBytes.Riff(
            WavBytes.Chunk("LIST"u8, 1, 2, 3, 4), WavBytes.Pcm16Format(), WavBytes.Chunk("data"u8, new byte[8]));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(bytes.Length - 12), 0);
        var repaired = new byte[bytes.Length];

        Assert.True(WavRepair.TryRepair(bytes, bytes.Length, repaired, out var headBytes, out _, out _));
        Assert.Equal(bytes.Length - 8, headBytes);
        var walk = new RiffWalk(repaired);
        Assert.Equal(8u, walk["data"].Size);
        Assert.Equal(bytes[12..24], repaired[12..24]);
    }

    [Fact]
    public void Too_little_room_for_the_head_is_refused()
    {
        var head = new byte[WavHeader.PlainBytes];
        WavHeader.WriteTo(head, Stereo, 0);

        Assert.Throws<ArgumentException>(
            () => WavRepair.TryRepair(head, head.Length, new byte[WavHeader.PlainBytes - 1], out _, out _, out _));
    }

    [Theory]
    [InlineData(WavEncoding.Mulaw, 1)]
    [InlineData(WavEncoding.Alaw, 3)]
    public void The_pad_byte_of_a_complete_file_does_not_become_a_sample(WavEncoding encoding, int channels)
    {
        var format = new WavFormat(encoding, channels, 8000);
        var head = new byte[WavHeader.BytesOf(format)];
        var audioBytes = 161 * channels;
        WavHeader.WriteTo(head, format, audioBytes, isComplete: true);
        var repaired = new byte[head.Length];

        Assert.True(WavRepair.TryRepair(head, head.Length + audioBytes + 1, repaired, out _, out var file, out _));
        Assert.Equal(161, file.Frames);
        Assert.Equal(head, repaired);

        // One more byte: audio was appended after all.
        Assert.True(WavRepair.TryRepair(head, head.Length + audioBytes + channels, repaired, out _, out file, out _));
        Assert.Equal(channels == 1 ? 161 : 162, file.Frames);
    }
}
