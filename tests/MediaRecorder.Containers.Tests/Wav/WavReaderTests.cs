using MediaRecorder.Containers.Wav;

namespace MediaRecorder.Containers.Tests.Wav;

public sealed class WavReaderTests
{
    [Theory]
    [InlineData(WavEncoding.Pcm16, 2)]
    [InlineData(WavEncoding.Mulaw, 1)]
    [InlineData(WavEncoding.Alaw, 2)]
    [InlineData(WavEncoding.Pcm16, 5)]
    [InlineData(WavEncoding.Mulaw, 4)]
    public void Our_own_header_reads_back(WavEncoding encoding, int channels)
    {
        var format = new WavFormat(encoding, channels, 8000);
        var head = new byte[WavHeader.BytesOf(format)];
        WavHeader.WriteTo(head, format, 16_000);

        Assert.True(WavReader.TryParse(head, head.Length + 16_000, out var file, out var error));
        Assert.Equal(WavParseError.None, error);
        Assert.Equal(new WavFile(format, WavHeader.BytesOf(format), 16_000), file);
        Assert.Equal(16_000.0 / format.BytesPerFrame / 8000, file.Seconds);
    }

    [Fact]
    public void Audio_is_bounded_by_the_file_and_by_whole_frames()
    {
        var head = new byte[WavHeader.PlainBytes];
        WavHeader.WriteTo(head, new WavFormat(WavEncoding.Pcm16, 2, 8000), 16_000);

        Assert.True(WavReader.TryParse(head, head.Length + 1003, out var file, out _));
        Assert.Equal(1000, file.AudioBytes);
    }

    [Fact]
    public void Unknown_chunks_of_odd_size_before_the_audio_and_any_after_it_are_skipped()
    {
        var bytes = WavBytes.Riff(
            WavBytes.Chunk("LIST"u8, 1, 2, 3),
            WavBytes.Pcm16Format(),
            WavBytes.Chunk("bext"u8, new byte[602]),
            WavBytes.Chunk("data"u8, new byte[8]),
            WavBytes.Chunk("id3 "u8, new byte[20]));

        Assert.True(WavReader.TryParse(bytes, bytes.Length, out var file, out _));
        Assert.Equal(8, file.AudioBytes);
        Assert.Equal(12 + 12 + 24 + 610 + 8, file.AudioOffset);
    }

    [Fact]
    public void Extensible_format_is_known_by_its_subformat()
    {
        byte[] extensible =
        [
            .. WavBytes.Word(0xFFFE), .. WavBytes.Word(2), .. WavBytes.Size(16_000), .. WavBytes.Size(64_000),
            .. WavBytes.Word(4), .. WavBytes.Word(16), .. WavBytes.Word(22), .. WavBytes.Word(16), .. WavBytes.Size(3),
            1, 0, 0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71,
        ];
        var bytes = WavBytes.Riff(WavBytes.Chunk("fmt "u8, extensible), WavBytes.Chunk("data"u8, new byte[4]));

        Assert.True(WavReader.TryParse(bytes, bytes.Length, out var file, out _));
        Assert.Equal(new WavFormat(WavEncoding.Pcm16, 2, 16_000), file.Format);
    }

    [Fact]
    public void Size_past_4_GiB_is_that_of_ds64_as_far_as_the_file_goes()
    {
        var head = new byte[WavHeader.PlainBytes];
        WavHeader.WriteTo(head, new WavFormat(WavEncoding.Pcm16, 2, 8000), 5_000_000_000);

        Assert.True(WavReader.TryParse(head, head.Length + 6_000_000_000, out var file, out _));
        Assert.Equal(5_000_000_000, file.AudioBytes);
        Assert.True(WavReader.TryParse(head, head.Length + 4_900_000_000, out file, out _));
        Assert.Equal(4_900_000_000, file.AudioBytes);
        "BW64"u8.CopyTo(head);
        Assert.True(WavReader.TryParse(head, head.Length + 6_000_000_000, out file, out _));
        Assert.Equal(5_000_000_000, file.AudioBytes);
    }

    [Fact]
    public void Size_that_the_writer_could_not_tell_means_up_to_the_end()
    {
        var bytes = WavBytes.Riff(WavBytes.Pcm16Format(), WavBytes.Chunk("data"u8, new byte[12]));
        bytes.AsSpan(bytes.Length - 16, 4).Fill(0xFF);

        Assert.True(WavReader.TryParse(bytes, bytes.Length, out var file, out _));
        Assert.Equal(12, file.AudioBytes);
    }

    [Fact]
    public void Each_fault_has_its_name()
    {
        var format = WavBytes.Pcm16Format();
        var data = WavBytes.Chunk("data"u8, new byte[4]);

        Assert.Equal(WavParseError.TooShort, ErrorOf(new byte[11]));
        Assert.Equal(WavParseError.NotRiff, ErrorOf(new byte[12]));
        Assert.Equal(WavParseError.NotWave, ErrorOf([.. "RIFF"u8, 4, 0, 0, 0, .. "AVI "u8]));
        Assert.Equal(WavParseError.NoAudio, ErrorOf(WavBytes.Riff(format)));
        Assert.Equal(WavParseError.NoFormat, ErrorOf(WavBytes.Riff(data, format)));
        var cut = WavBytes.Riff(format, WavBytes.Chunk("LIST"u8, new byte[9]))[..^4];
        Assert.Equal(WavParseError.ChunkTruncated, ErrorOf(cut));
        Assert.Equal(WavParseError.UnsupportedFormat, ErrorOf(WavBytes.Riff(WavBytes.Format(3, 2, 32, 8), data)));
        Assert.Equal(WavParseError.UnsupportedFormat, ErrorOf(WavBytes.Riff(WavBytes.Format(1, 2, 24, 6), data)));
        Assert.Equal(WavParseError.BadFormat, ErrorOf(WavBytes.Riff(WavBytes.Format(1, 2, 16, 2), data)));
        Assert.Equal(WavParseError.BadFormat, ErrorOf(WavBytes.Riff(WavBytes.Format(1, 0, 16, 0), data)));
        Assert.Equal(WavParseError.BadFormat, ErrorOf(WavBytes.Riff(WavBytes.Format(1, 2, 16, 4, 0), data)));
        Assert.Equal(WavParseError.BadFormat, ErrorOf(WavBytes.Riff(WavBytes.Chunk("fmt "u8, 1, 0), data)));
    }

    [Fact]
    public void Damaged_files_never_throw_and_audio_lies_within_them()
    {
        var valid = WavBytes.Riff(
            WavBytes.Chunk("JUNK"u8, new byte[28]),
            WavBytes.Pcm16Format(),
            WavBytes.Chunk("fact"u8, 2, 0, 0, 0),
            WavBytes.Chunk("data"u8, new byte[8]));
        var random = new Random(3306);
        var accepted = 0;
        for (var i = 0; i < 200_000; i++)
        {
            var bytes = valid.AsSpan(0, random.Next(8) == 0 ? random.Next(valid.Length + 1) : valid.Length).ToArray();
            for (var n = random.Next(5); n > 0 && bytes.Length > 0; n--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            long fileBytes = random.Next(4) switch
            {
                0 => random.Next(200),
                1 => long.MaxValue,
                2 => -1,
                _ => bytes.Length,
            };
            var repaired = new byte[bytes.Length];
            var parsed = WavReader.TryParse(bytes, fileBytes, out var file, out var error);
            Assert.Equal(parsed, error == WavParseError.None);
            Assert.Equal(parsed, WavRepair.TryRepair(bytes, fileBytes, repaired, out _, out _, out _));
            if (!parsed)
                continue;
            accepted++;
            Assert.InRange(file.AudioOffset + file.AudioBytes, file.AudioOffset, fileBytes);
            Assert.Equal(0, file.AudioBytes % file.Format.BytesPerFrame);
        }
        Assert.InRange(accepted, 1, 199_999);
    }

    private static WavParseError ErrorOf(byte[] bytes)
    {
        Assert.False(WavReader.TryParse(bytes, bytes.Length, out _, out var error));
        return error;
    }
}
