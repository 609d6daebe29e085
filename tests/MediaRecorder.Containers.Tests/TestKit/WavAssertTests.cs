using System.Buffers.Binary;
using System.Text;
using MediaRecorder.Audio.Codecs;
using MediaRecorder.Audio.Tones;
using MediaRecorder.TestKit.Wav;

namespace MediaRecorder.Containers.Tests.TestKit;

public sealed class WavAssertTests
{
    [Theory]
    [InlineData(SampleEncoding.Pcm16)]
    [InlineData(SampleEncoding.MuLaw)]
    [InlineData(SampleEncoding.ALaw)]
    public void A_file_that_is_right_passes_everything(SampleEncoding encoding)
    {
        var wav = WavFile.Parse(Build(encoding));
        WavAssert.Format(wav, encoding, 2, 8000);
        WavAssert.HeaderIsExact(wav);
        WavAssert.Lasts(wav, 3, 0);
        WavAssert.HearsOnly(wav, 0, 440, 0, 1);
        WavAssert.IsDigitalSilence(wav, 0, 1, 2);
        WavAssert.HearsOnly(wav, 0, 440, 2, 3);
        WavAssert.HearsOnly(wav, 1, 1000, 0, 3);
        WavAssert.DoesNotHear(wav, 0, 1000, 0, 3);
        WavAssert.Hears(wav, 1, 1000, 1, 2);
        WavAssert.IsQuiet(wav, 0, 1, 2);
        WavAssert.IsAudible(wav, 0, 0, 1);
        WavAssert.Silences(wav, 0, [new TimeRange(1, 2)]);
        WavAssert.Silences(wav, 1, []);
        Assert.Equal(1000, wav.DominantHz(1, 0, 3, 440, 880, 1000));
        // Amplitude 8000: 20 log10(8000/32768) − 3.01 dB. At 1000 Hz all samples are 0, ±5657 or ±8000, and half a step
        // of either law there is 128: 20 log10(5785/5657) = 0.2 dB.
        Assert.Equal(-15.26, wav.PowerDbfs(1, 0, 3), 0.2);
        Assert.Equal(["JUNK", "fmt ", "data"], wav.Chunks.Select(chunk => chunk.Id));
    }

    [Fact]
    public void Each_assertion_fails_when_the_sound_is_wrong_and_says_what_it_measured()
    {
        var wav = WavFile.Parse(Build(SampleEncoding.Pcm16));
        Fails(
            "channel 0, 0.500–1.500 s: expected digital silence but at 0.5",
            () => WavAssert.IsDigitalSilence(wav, 0, 0.5, 1.5));
        Fails("but it has -15.3 dBFS", () => WavAssert.IsQuiet(wav, 1, 0, 1));
        Fails("expected only 1000 Hz but it has", () => WavAssert.HearsOnly(wav, 0, 1000, 0, 1));
        Fails("expected only 440 Hz", () => WavAssert.HearsOnly(wav, 0, 440, 1, 2));
        Fails("expected 440 Hz with at least -40.0 dBFS", () => WavAssert.Hears(wav, 0, 440, 1, 2));
        Fails("expected no 440 Hz but at 2.000–2.100 s", () => WavAssert.DoesNotHear(wav, 0, 440, 1, 3));
        Fails("expected at least -40.0 dBFS but it has -120.0", () => WavAssert.IsAudible(wav, 0, 1, 2));
        Fails("expected silence in [] but it is in [1.000–2.000 s]", () => WavAssert.Silences(wav, 0, []));
        Fails("expected 2.900 s", () => WavAssert.Lasts(wav, 2.9));
        Fails("is not in a file of 2 channels and 3.000 s", () => WavAssert.IsQuiet(wav, 0, 2.5, 3.5));
        Fails("is not in a file of 2 channels", () => WavAssert.IsQuiet(wav, 2, 0, 1));
        Fails("expected MuLaw", () => WavAssert.Format(wav, SampleEncoding.MuLaw, 2, 8000));
    }

    [Fact]
    public void A_header_that_says_more_or_less_than_is_there_is_found()
    {
        var whole = Build(SampleEncoding.Pcm16);
        var cut = WavFile.Parse(whole.AsSpan(0, whole.Length - 400));
        Fails("RIFF declares", () => WavAssert.HeaderClaimsNoMoreThanIsThere(cut));
        Assert.Equal(24_000 - 100, cut.FrameCount);

        var grown = WavFile.Parse([.. whole, .. new byte[7]]);
        WavAssert.HeaderClaimsNoMoreThanIsThere(grown);
        Fails("the last chunk 'data' ends at", () => WavAssert.HeaderIsExact(grown));
        Assert.Equal(24_000, grown.FrameCount);
    }

    [Theory]
    [InlineData("RIFX")]
    [InlineData("")]
    public void What_is_no_wav_file_is_refused(string start)
    {
        byte[] file = [.. Encoding.ASCII.GetBytes(start), .. new byte[40]];
        Assert.Throws<InvalidDataException>(() => WavFile.Parse(file));
    }

    [Fact]
    public void Rf64_takes_its_size_from_ds64()
    {
        var file = Build(SampleEncoding.Pcm16);
        Encoding.ASCII.GetBytes("RF64").CopyTo(file, 0);
        Encoding.ASCII.GetBytes("ds64").CopyTo(file, 12);
        BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(28), 96_000);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(76), uint.MaxValue);
        Assert.Equal(24_000, WavFile.Parse(file).FrameCount);
        Assert.Equal(96_000, WavFile.Parse(file).DataDeclaredBytes);
    }

    private static void Fails(string expected, Action assertion) =>
        Assert.Contains(expected, Assert.Throws<WavAssertionException>(assertion).Message, StringComparison.Ordinal);

    // Three seconds, two channels: 440 Hz with a silent second in the middle; 1000 Hz throughout. Written by hand, as
    // MediaRecorder.Containers is what these readers check.
    private static byte[] Build(SampleEncoding encoding)
    {
        var left = new short[24_000];
        var right = new short[24_000];
        new ToneGenerator(440, 8000, 8000).Fill(left);
        new ToneGenerator(1000, 8000, 8000).Fill(right);
        left.AsSpan(8000, 8000).Clear();
        var interleaved = left.Zip(right).SelectMany(pair => new[] { pair.First, pair.Second }).ToArray();
        var bytesPerSample = encoding == SampleEncoding.Pcm16 ? 2 : 1;
        var audio = new byte[interleaved.Length * bytesPerSample];
        if (encoding == SampleEncoding.MuLaw)
            MuLaw.Encode(interleaved, audio);
        else if (encoding == SampleEncoding.ALaw)
            ALaw.Encode(interleaved, audio);
        else
            Buffer.BlockCopy(interleaved, 0, audio, 0, audio.Length);

        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write("RIFF"u8);
        writer.Write(4 + 36 + 24 + 8 + audio.Length);
        writer.Write("WAVE"u8);
        writer.Write("JUNK"u8);
        writer.Write(28);
        writer.Write(new byte[28]);
        writer.Write("fmt "u8);
        writer.Write(16);
        writer.Write((ushort)encoding);
        writer.Write((ushort)2);
        writer.Write(8000);
        writer.Write(8000 * 2 * bytesPerSample);
        writer.Write((ushort)(2 * bytesPerSample));
        writer.Write((ushort)(8 * bytesPerSample));
        writer.Write("data"u8);
        writer.Write(audio.Length);
        writer.Write(audio);
        return stream.ToArray();
    }
}
