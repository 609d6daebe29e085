using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using MediaRecorder.Audio.Codecs;
using MediaRecorder.Containers.Wav;

namespace MediaRecorder.Server.Demo;

/// <summary>
/// How loud each channel of a recording is, in equal stretches; read from the file, not from what it should hold.
/// </summary>
internal sealed class Waveform
{
    // What lies below is room noise, what lies above is a loud voice; dB below full scale.
    private const double FloorDb = -55;
    private const double CeilingDb = -15;

    private readonly double[,] _squares;
    private readonly int[,] _peaks;
    private readonly long[] _frames;

    private Waveform(WavFile file, int cells)
    {
        File = file;
        Cells = cells;
        _squares = new double[file.Format.ChannelCount, cells];
        _peaks = new int[file.Format.ChannelCount, cells];
        _frames = new long[cells];
    }

    public WavFile File { get; }

    public int Cells { get; }

    /// <summary>Reads the whole file.</summary>
    public static bool TryRead(string path, int cells, [NotNullWhen(true)] out Waveform? waveform)
    {
        waveform = null;
        try
        {
            using var stream = System.IO.File.OpenRead(path);
            var head = new byte[WavReader.RecommendedHeadBytes];
            var read = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
            if (!WavReader.TryParse(head.AsSpan(0, read), stream.Length, out var file, out _))
                return false;
            waveform = new Waveform(file, cells);
            stream.Position = file.AudioOffset;
            waveform.Measure(stream);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Loudness of a stretch, 0 (room noise or less) to 1.</summary>
    public double LevelAt(int channel, int cell)
    {
        if (_frames[cell] == 0 || _squares[channel, cell] == 0)
            return 0;
        var db = 10 * Math.Log10(_squares[channel, cell] / _frames[cell] / (32768.0 * 32768.0));
        return Math.Clamp((db - FloorDb) / (CeilingDb - FloorDb), 0, 1);
    }

    /// <summary>The loudest sample, over all channels, of the stretches that lie wholly between two instants.</summary>
    public int PeakBetween(double startSeconds, double endSeconds)
    {
        var peak = 0;
        var secondsPerCell = File.Seconds / Cells;
        var first = (int)Math.Ceiling(startSeconds / secondsPerCell);
        for (var cell = first; cell < Cells && (cell + 1) * secondsPerCell <= endSeconds; cell++)
        {
            for (var channel = 0; channel < File.Format.ChannelCount; channel++)
                peak = Math.Max(peak, _peaks[channel, cell]);
        }

        return peak;
    }

    private void Measure(FileStream stream)
    {
        var format = File.Format;
        var buffer = new byte[format.BytesPerFrame * 8192];
        long frame = 0;
        while (frame < File.Frames)
        {
            var wanted = (int)Math.Min(buffer.Length, (File.Frames - frame) * format.BytesPerFrame);
            var read = stream.ReadAtLeast(buffer.AsSpan(0, wanted), wanted, throwOnEndOfStream: false);
            var frames = read / format.BytesPerFrame;
            if (frames == 0)
                return;
            for (var i = 0; i < frames; i++, frame++)
            {
                var cell = (int)(frame * Cells / File.Frames);
                AddFrame(buffer.AsSpan(i * format.BytesPerFrame, format.BytesPerFrame), cell);
            }
        }
    }

    private void AddFrame(ReadOnlySpan<byte> frame, int cell)
    {
        var format = File.Format;
        _frames[cell]++;
        for (var channel = 0; channel < format.ChannelCount; channel++)
        {
            int sample = ReadSample(frame.Slice(channel * format.BytesPerSample, format.BytesPerSample));
            _squares[channel, cell] += (double)sample * sample;
            _peaks[channel, cell] = Math.Max(_peaks[channel, cell], Math.Abs(sample));
        }
    }

    private short ReadSample(ReadOnlySpan<byte> bytes)
    {
        Span<short> sample = stackalloc short[1];
        switch (File.Format.Encoding)
        {
            case WavEncoding.Mulaw:
                MuLaw.Decode(bytes, sample);
                return sample[0];
            case WavEncoding.Alaw:
                ALaw.Decode(bytes, sample);
                return sample[0];
            default:
                return BinaryPrimitives.ReadInt16LittleEndian(bytes);
        }
    }
}
