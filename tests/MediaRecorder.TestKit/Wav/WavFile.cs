using System.Buffers.Binary;
using MediaRecorder.Audio.Codecs;

namespace MediaRecorder.TestKit.Wav;

/// <summary>
/// A WAV file taken apart and decoded to 16-bit samples, one array a channel. What it declares and what is there are
/// both kept, so that a test can compare them. Not to be confused with Containers.Wav.WavFile, which it checks.
/// </summary>
public sealed class WavFile
{
    private const int ExtensibleTag = 0xFFFE;
    private const int SilenceWindowsPerSecond = 100;

    private readonly short[][] _channels;

    private WavFile(ReadOnlySpan<byte> file)
    {
        FileBytes = file.Length;
        Chunks = RiffChunk.Walk(file);
        RiffDeclaredBytes = BinaryPrimitives.ReadUInt32LittleEndian(file[4..]);
        var format = Chunk("fmt ");
        var data = Chunk("data");
        if (format.DeclaredBytes < 16 || format.EndOffset > file.Length)
            throw new InvalidDataException($"fmt chunk of {format.DeclaredBytes} bytes");

        var fields = file[format.Offset..];
        int tag = BinaryPrimitives.ReadUInt16LittleEndian(fields);
        ChannelCount = BinaryPrimitives.ReadUInt16LittleEndian(fields[2..]);
        SampleRate = BinaryPrimitives.ReadInt32LittleEndian(fields[4..]);
        ByteRate = BinaryPrimitives.ReadInt32LittleEndian(fields[8..]);
        BlockAlign = BinaryPrimitives.ReadUInt16LittleEndian(fields[12..]);
        BitsPerSample = BinaryPrimitives.ReadUInt16LittleEndian(fields[14..]);
        // WAVE_FORMAT_EXTENSIBLE: the real tag is the first two bytes of the sub-format GUID.
        if (tag == ExtensibleTag && format.DeclaredBytes >= 26)
            tag = BinaryPrimitives.ReadUInt16LittleEndian(fields[24..]);
        Encoding = (SampleEncoding)tag;
        var bytesPerSample = Encoding == SampleEncoding.Pcm16 ? 2 : 1;
        if (!Enum.IsDefined(Encoding) || BitsPerSample != 8 * bytesPerSample || ChannelCount == 0 || SampleRate <= 0)
            throw new InvalidDataException($"format {tag}, {BitsPerSample} bits, {ChannelCount} channels, {SampleRate} Hz");

        DataDeclaredBytes = data.DeclaredBytes;
        DataOffset = data.Offset;
        var audio = file[data.Offset..(int)Math.Min(file.Length, data.EndOffset)];
        _channels = Decode(audio, Encoding, ChannelCount);
    }

    public SampleEncoding Encoding { get; }

    public int ChannelCount { get; }

    public int SampleRate { get; }

    public int ByteRate { get; }

    public int BlockAlign { get; }

    public int BitsPerSample { get; }

    public IReadOnlyList<RiffChunk> Chunks { get; }

    public long FileBytes { get; }

    /// <summary>The size field of the RIFF chunk: bytes after it.</summary>
    public long RiffDeclaredBytes { get; }

    public int DataOffset { get; }

    public long DataDeclaredBytes { get; }

    /// <summary>Frames that are really there and declared.</summary>
    public int FrameCount => _channels[0].Length;

    public double Seconds => (double)FrameCount / SampleRate;

    /// <exception cref="InvalidDataException">Not a WAV file, or not of a format known here.</exception>
    public static WavFile Read(string path)
    {
        // The recorder may still have it open for writing.
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return Parse(bytes);
    }

    /// <exception cref="InvalidDataException">Not a WAV file, or not of a format known here.</exception>
    public static WavFile Parse(ReadOnlySpan<byte> file) => new(file);

    public ReadOnlySpan<short> Samples(int channel) => _channels[channel];

    /// <summary>The samples of a stretch; what lies outside the file is left out.</summary>
    public ReadOnlySpan<short> Samples(int channel, double fromSeconds, double toSeconds)
    {
        var from = Frame(fromSeconds);
        return _channels[channel].AsSpan()[from..Math.Max(from, Frame(toSeconds))];
    }

    public double PowerDbfs(int channel, double fromSeconds, double toSeconds) =>
        AudioLevel.PowerDbfs(Samples(channel, fromSeconds, toSeconds));

    public double TonePowerDbfs(int channel, double hz, double fromSeconds, double toSeconds) =>
        AudioLevel.TonePowerDbfs(Samples(channel, fromSeconds, toSeconds), hz, SampleRate);

    /// <summary>The strongest of the candidate frequencies, in Hz.</summary>
    public double DominantHz(
        int channel, double fromSeconds, double toSeconds, params ReadOnlySpan<double> candidatesHz) =>
        AudioLevel.DominantHz(Samples(channel, fromSeconds, toSeconds), SampleRate, candidatesHz);

    /// <summary>
    /// The stretches quieter than the threshold for at least <paramref name="minSeconds"/>, to 10 ms; the last one may
    /// be cut by the end of the file.
    /// </summary>
    public IReadOnlyList<TimeRange> SilenceRanges(int channel, double minSeconds = 0.1, double belowDbfs = -60)
    {
        var ranges = new List<TimeRange>();
        double? quietSince = null;
        var windows = (int)Math.Ceiling(Seconds * SilenceWindowsPerSecond);
        for (var window = 0; window <= windows; window++)
        {
            var atSeconds = Math.Min(Seconds, (double)window / SilenceWindowsPerSecond);
            var endSeconds = (double)(window + 1) / SilenceWindowsPerSecond;
            if (window < windows && PowerDbfs(channel, atSeconds, endSeconds) < belowDbfs)
            {
                quietSince ??= atSeconds;
                continue;
            }

            if (quietSince is { } since && atSeconds - since >= minSeconds)
                ranges.Add(new TimeRange(since, atSeconds));
            quietSince = null;
        }

        return ranges;
    }

    private static short[][] Decode(ReadOnlySpan<byte> audio, SampleEncoding encoding, int channelCount)
    {
        var interleaved = new short[encoding == SampleEncoding.Pcm16 ? audio.Length / 2 : audio.Length];
        switch (encoding)
        {
            case SampleEncoding.MuLaw:
                MuLaw.Decode(audio, interleaved);
                break;
            case SampleEncoding.ALaw:
                ALaw.Decode(audio, interleaved);
                break;
            default:
                for (var i = 0; i < interleaved.Length; i++)
                    interleaved[i] = BinaryPrimitives.ReadInt16LittleEndian(audio[(2 * i)..]);
                break;
        }

        var channels = new short[channelCount][];
        for (var channel = 0; channel < channelCount; channel++)
        {
            channels[channel] = new short[interleaved.Length / channelCount];
            for (var frame = 0; frame < channels[channel].Length; frame++)
                channels[channel][frame] = interleaved[(frame * channelCount) + channel];
        }

        return channels;
    }

    private RiffChunk Chunk(string id) =>
        Chunks.FirstOrDefault(chunk => chunk.Id == id) ?? throw new InvalidDataException($"no {id} chunk");

    private int Frame(double seconds) => (int)Math.Clamp(Math.Round(seconds * SampleRate), 0, FrameCount);
}
