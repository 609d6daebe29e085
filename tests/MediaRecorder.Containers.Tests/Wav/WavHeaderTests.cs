using System.Buffers.Binary;
using MediaRecorder.Containers.Wav;

namespace MediaRecorder.Containers.Tests.Wav;

// REQ: B-03 (PCM16 and G.711, header true at every instant; tags and ds64 come later)
public sealed class WavHeaderTests
{
    private static readonly WavFormat Stereo = new(WavEncoding.Pcm16, 2, 8000);

    [Theory]
    [InlineData(WavEncoding.Pcm16, 2, 1, 16)]
    [InlineData(WavEncoding.Pcm16, 1, 1, 16)]
    [InlineData(WavEncoding.Mulaw, 2, 7, 8)]
    [InlineData(WavEncoding.Alaw, 1, 6, 8)]
    [InlineData(WavEncoding.Alaw, 3, 6, 8)]
    public void Every_field_is_what_the_format_says(WavEncoding encoding, int channels, int tag, int bits)
    {
        var format = new WavFormat(encoding, channels, 8000);
        var file = FileOf(format, 1200);

        var walk = new RiffWalk(file);
        Assert.Equal(("RIFF", "WAVE"), (walk.Id, walk.Form));
        Assert.Equal(file.Length, walk.ClaimedBytes);
        Assert.Equal(["JUNK", "fmt ", "fact", "data"], walk.Chunks.Select(chunk => chunk.Id));

        var body = file.AsSpan((int)walk["fmt "].Offset);
        Assert.Equal(18u, walk["fmt "].Size);
        Assert.Equal(tag, BinaryPrimitives.ReadUInt16LittleEndian(body));
        Assert.Equal(channels, BinaryPrimitives.ReadUInt16LittleEndian(body[2..]));
        Assert.Equal(8000u, BinaryPrimitives.ReadUInt32LittleEndian(body[4..]));
        Assert.Equal((uint)(8000 * channels * bits / 8), BinaryPrimitives.ReadUInt32LittleEndian(body[8..]));
        Assert.Equal(channels * bits / 8, BinaryPrimitives.ReadUInt16LittleEndian(body[12..]));
        Assert.Equal(bits, BinaryPrimitives.ReadUInt16LittleEndian(body[14..]));
        Assert.Equal(0, BinaryPrimitives.ReadUInt16LittleEndian(body[16..]));

        var frames = BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan((int)walk["fact"].Offset));
        Assert.Equal((uint)(1200 / (channels * bits / 8)), frames);
        Assert.Equal((1200u, (long)WavHeader.Bytes), (walk["data"].Size, walk["data"].Offset));
    }

    [Fact]
    public void Room_for_ds64_stands_first_with_the_size_of_its_body()
    {
        var walk = new RiffWalk(FileOf(Stereo, 0));

        // EBU Tech 3306: riffSize 8, dataSize 8, sampleCount 8, tableLength 4.
        Assert.Equal(new RiffWalk.Chunk("JUNK", 8 + 8 + 8 + 4, 20), walk.Chunks[0]);
    }

    [Theory]
    [InlineData(WavEncoding.Pcm16, 1)]
    [InlineData(WavEncoding.Pcm16, 2)]
    [InlineData(WavEncoding.Mulaw, 1)]
    [InlineData(WavEncoding.Mulaw, 2)]
    [InlineData(WavEncoding.Alaw, 3)]
    public void Header_is_true_for_every_length(WavEncoding encoding, int channels)
    {
        var format = new WavFormat(encoding, channels, 8000);
        for (var audioBytes = 0; audioBytes < 200; audioBytes++)
        {
            var walk = new RiffWalk(FileOf(format, audioBytes));
            var claimed = walk["data"].Size;

            Assert.Equal(WavHeader.Bytes + claimed, walk.ClaimedBytes);
            Assert.True(claimed <= audioBytes && claimed % format.BytesPerFrame == 0 && claimed % 2 == 0);
            // No more is withheld than the torn frame, or the one sample that would make the size odd.
            Assert.True(audioBytes - claimed < Math.Max(format.BytesPerFrame * (1 + (format.BytesPerFrame % 2)), 2));
        }
    }

    [Theory]
    [InlineData(0xFFFF_FFFCL, 0xFFFF_FFFCu)]
    [InlineData(0xFFFF_FFFDL, 0xFFFF_FFFCu)]
    [InlineData(0x1_0000_0000L, 0xFFFF_FFFFu)]
    [InlineData(long.MaxValue / 2, 0xFFFF_FFFFu)]
    public void Sizes_past_4_GiB_are_clamped(long audioBytes, uint expected)
    {
        var header = new byte[WavHeader.Bytes];
        WavHeader.WriteTo(header, Stereo, audioBytes);

        Assert.Equal(expected, BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(WavHeader.Bytes - 4)));
        Assert.Equal(uint.MaxValue, BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(4)));
    }

    [Fact]
    public void Riff_size_is_exact_up_to_its_last_value()
    {
        var header = new byte[WavHeader.Bytes];
        var largest = (uint.MaxValue - (WavHeader.Bytes - 8)) / 4 * 4;
        WavHeader.WriteTo(header, Stereo, largest);

        Assert.Equal(largest + WavHeader.Bytes - 8, BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(4)));
    }

    [Fact]
    public void Impossible_formats_and_lengths_are_refused()
    {
        var header = new byte[WavHeader.Bytes];

        Assert.Throws<ArgumentException>(() => WavHeader.WriteTo(new byte[WavHeader.Bytes - 1], Stereo, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => WavHeader.WriteTo(header, Stereo, -1));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => WavHeader.WriteTo(header, Stereo with { ChannelCount = 0 }, 0));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => WavHeader.WriteTo(header, Stereo with { ChannelCount = 40_000 }, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => WavHeader.WriteTo(header, Stereo with { SampleRate = 0 }, 0));
    }

    [Theory]
    [InlineData(WavEncoding.Pcm16, 0x00, 4)]
    [InlineData(WavEncoding.Mulaw, 0xFF, 2)]
    [InlineData(WavEncoding.Alaw, 0xD5, 2)]
    public void Format_knows_its_silence_and_frame_size(WavEncoding encoding, byte silence, int frameBytes)
    {
        var format = new WavFormat(encoding, 2, 8000);

        Assert.Equal((silence, frameBytes), (format.SilenceByte, format.BytesPerFrame));
    }

    [Fact]
    public void Patching_allocates_nothing()
    {
        var header = new byte[WavHeader.Bytes];
        WavHeader.WriteTo(header, Stereo, 0);
        WavHeader.WriteTo(header, Stereo, 1);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            WavHeader.WriteTo(header, Stereo, 640L * i);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static byte[] FileOf(WavFormat format, int audioBytes)
    {
        var file = new byte[WavHeader.Bytes + audioBytes];
        Assert.Equal(WavHeader.Bytes, WavHeader.WriteTo(file, format, audioBytes));
        return file;
    }
}
