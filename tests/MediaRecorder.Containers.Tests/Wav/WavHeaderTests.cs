using System.Buffers.Binary;
using MediaRecorder.Containers.Wav;

namespace MediaRecorder.Containers.Tests.Wav;

// REQ: B-03 (PCM16 and G.711, ds64, header true at every instant; tags come later)
public sealed class WavHeaderTests
{
    private static readonly WavFormat Stereo = new(WavEncoding.Pcm16, 2, 8000);

    [Theory]
    [InlineData(WavEncoding.Pcm16, 2, 1, 16)]
    [InlineData(WavEncoding.Pcm16, 1, 1, 16)]
    [InlineData(WavEncoding.Mulaw, 2, 7, 8)]
    [InlineData(WavEncoding.Alaw, 1, 6, 8)]
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
        Assert.Equal((1200u, (long)WavHeader.PlainBytes), (walk["data"].Size, walk["data"].Offset));
    }

    // REQ: B-02
    [Theory]
    [InlineData(WavEncoding.Pcm16, 3, 1, 16)]
    [InlineData(WavEncoding.Pcm16, 12, 1, 16)]
    [InlineData(WavEncoding.Mulaw, 4, 7, 8)]
    [InlineData(WavEncoding.Alaw, 3, 6, 8)]
    public void More_than_two_channels_are_extensible_and_belong_to_no_loudspeaker(
        WavEncoding encoding, int channels, int tag, int bits)
    {
        var file = FileOf(new WavFormat(encoding, channels, 16_000), 1200);

        var walk = new RiffWalk(file);
        Assert.Equal(["JUNK", "fmt ", "fact", "data"], walk.Chunks.Select(chunk => chunk.Id));
        Assert.Equal(file.Length, walk.ClaimedBytes);
        var body = file.AsSpan((int)walk["fmt "].Offset);
        Assert.Equal(40u, walk["fmt "].Size);
        Assert.Equal(0xFFFE, BinaryPrimitives.ReadUInt16LittleEndian(body));
        Assert.Equal(channels, BinaryPrimitives.ReadUInt16LittleEndian(body[2..]));
        Assert.Equal(channels * bits / 8, BinaryPrimitives.ReadUInt16LittleEndian(body[12..]));
        Assert.Equal(22, BinaryPrimitives.ReadUInt16LittleEndian(body[16..]));
        Assert.Equal(bits, BinaryPrimitives.ReadUInt16LittleEndian(body[18..]));
        Assert.Equal(0u, BinaryPrimitives.ReadUInt32LittleEndian(body[20..]));

        // KSDATAFORMAT_SUBTYPE_*: {0000tttt-0000-0010-8000-00AA00389B71}.
        Assert.Equal(new Guid(tag, 0, 0x10, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71), new Guid(body.Slice(24, 16)));
        Assert.Equal((1200u, (long)WavHeader.MaxBytes), (walk["data"].Size, walk["data"].Offset));
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

            Assert.Equal(WavHeader.BytesOf(format) + claimed, walk.ClaimedBytes);
            Assert.True(claimed <= audioBytes && claimed % format.BytesPerFrame == 0 && claimed % 2 == 0);
            // No more is withheld than the torn frame, or the one sample that would make the size odd.
            Assert.True(audioBytes - claimed < Math.Max(format.BytesPerFrame * (1 + (format.BytesPerFrame % 2)), 2));
        }
    }

    [Theory]
    [InlineData(0xFFFF_FFACL, 0xFFFF_FFACL)]
    [InlineData(0xFFFF_FFFCL, 0xFFFF_FFFCL)]
    [InlineData(0xFFFF_FFFDL, 0xFFFF_FFFCL)]
    [InlineData(0x1_0000_0000L, 0x1_0000_0000L)]
    [InlineData(long.MaxValue / 2, long.MaxValue / 2 / 4 * 4)]
    public void From_4_GiB_on_the_sizes_stand_in_ds64(long audioBytes, long expected)
    {
        var header = new byte[WavHeader.PlainBytes];
        WavHeader.WriteTo(header, Stereo, audioBytes);

        Assert.Equal("RF64"u8, header.AsSpan(0, 4));
        Assert.Equal("ds64"u8, header.AsSpan(12, 4));
        Assert.Equal(28u, BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(16)));
        Assert.Equal(expected + WavHeader.PlainBytes - 8, BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(20)));
        Assert.Equal(expected, BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(28)));
        Assert.Equal(expected / 4, BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(36)));
        Assert.Equal(0, BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(44)));
        foreach (var offset in (int[])[4, WavHeader.PlainBytes - 12, WavHeader.PlainBytes - 4])
            Assert.Equal(uint.MaxValue, BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(offset)));
    }

    [Theory]
    [InlineData(WavEncoding.Mulaw, 1, 161, 161)]
    [InlineData(WavEncoding.Alaw, 3, 161, 159)]
    [InlineData(WavEncoding.Alaw, 3, 162, 162)]
    [InlineData(WavEncoding.Pcm16, 1, 161, 160)]
    public void A_complete_file_claims_every_frame_and_counts_its_pad_byte(
        WavEncoding encoding, int channels, int audioBytes, int claimed)
    {
        var format = new WavFormat(encoding, channels, 8000);
        var header = new byte[WavHeader.BytesOf(format)];
        WavHeader.WriteTo(header, format, audioBytes, isComplete: true);

        Assert.Equal((uint)claimed, BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(header.Length - 4)));
        Assert.Equal(
            (uint)(header.Length + claimed + (claimed % 2) - 8), BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(4)));
        Assert.Equal(claimed % 2, WavFormat.PadBytes(claimed));
    }

    [Fact]
    public void Riff_size_is_exact_up_to_its_last_value()
    {
        var header = new byte[WavHeader.PlainBytes];
        var largest = (uint.MaxValue - 1 - (WavHeader.PlainBytes - 8)) / 4 * 4;
        WavHeader.WriteTo(header, Stereo, largest);

        Assert.Equal("RIFF"u8, header.AsSpan(0, 4));
        Assert.Equal(largest + WavHeader.PlainBytes - 8, BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(4)));
    }

    [Fact]
    public void Impossible_formats_and_lengths_are_refused()
    {
        var header = new byte[WavHeader.PlainBytes];

        Assert.Throws<ArgumentException>(() => WavHeader.WriteTo(new byte[WavHeader.PlainBytes - 1], Stereo, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => WavHeader.WriteTo(header, Stereo, -1));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => WavHeader.WriteTo(header, Stereo with { ChannelCount = 0 }, 0));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => WavHeader.WriteTo(new byte[WavHeader.MaxBytes], Stereo with { ChannelCount = 40_000 }, 0));
        Assert.Throws<ArgumentException>(() => WavHeader.WriteTo(header, Stereo with { ChannelCount = 3 }, 0));
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
        var header = new byte[WavHeader.PlainBytes];
        WavHeader.WriteTo(header, Stereo, 0);
        WavHeader.WriteTo(header, Stereo, 1);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            WavHeader.WriteTo(header, Stereo, 640L * i);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static byte[] FileOf(WavFormat format, int audioBytes)
    {
        var file = new byte[WavHeader.BytesOf(format) + audioBytes];
        Assert.Equal(WavHeader.BytesOf(format), WavHeader.WriteTo(file, format, audioBytes));
        return file;
    }
}
