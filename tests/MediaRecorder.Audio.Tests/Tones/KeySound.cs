using MediaRecorder.Audio.Codecs;
using MediaRecorder.Audio.Tones;

namespace MediaRecorder.Audio.Tests.Tones;

/// <summary>Audio with keys in it, made to measure: times in ms, levels in dBm0 of each tone.</summary>
internal sealed class KeySound(double ms, int sampleRate, int seed = 1)
{
    public const string AllKeys = "0123456789*#ABCD";

    private readonly double[] _samples = new double[(int)(ms * sampleRate / 1000)];
    private readonly Random _random = new(seed);

    public int SampleRate => sampleRate;

    /// <summary>Adds a key with both phases by chance. Detuning is a share of the frequency.</summary>
    public KeySound Key(
        char key, double fromMs, double ms, double lowDbm0 = -10, double highDbm0 = -10, double lowDetune = 0, double highDetune = 0)
    {
        Assert.True(DtmfTones.TryGetFrequencies(key, out var lowHz, out var highHz));
        Tone(lowHz * (1 + lowDetune), lowDbm0, fromMs, ms);
        Tone(highHz * (1 + highDetune), highDbm0, fromMs, ms);
        return this;
    }

    public KeySound Tone(double hz, double dbm0, double fromMs, double ms)
    {
        var phase = _random.NextDouble() * Math.Tau;
        var amplitude = Dbm0.Amplitude(dbm0);
        var end = Math.Min(_samples.Length, (int)((fromMs + ms) * sampleRate / 1000));
        for (var i = (int)(fromMs * sampleRate / 1000); i < end; i++)
            _samples[i] += amplitude * Math.Sin((Math.Tau * hz * i / sampleRate) + phase);
        return this;
    }

    /// <summary>White Gaussian noise of this power over the whole band.</summary>
    public KeySound Noise(double dbm0)
    {
        var deviation = Math.Sqrt(Dbm0.Power(dbm0));
        for (var i = 0; i < _samples.Length; i++)
        {
            var radius = Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble()));
            _samples[i] += deviation * radius * Math.Cos(Math.Tau * _random.NextDouble());
        }

        return this;
    }

    /// <summary>As it comes out of G.711.</summary>
    public short[] ToPcm()
    {
        var pcm = Array.ConvertAll(_samples, sample => (short)Math.Clamp(Math.Round(sample), short.MinValue, short.MaxValue));
        var coded = new byte[pcm.Length];
        MuLaw.Encode(pcm, coded);
        MuLaw.Decode(coded, pcm);
        return pcm;
    }

    /// <summary>The edges that a detector finds when it hears this in packets of 20 ms.</summary>
    public List<DtmfEdge> Heard() => Hear(new DtmfDetector(sampleRate), ToPcm());

    /// <summary>The keys pressed, in order.</summary>
    public string Keys() => Keys(Heard());

    public static string Keys(IEnumerable<DtmfEdge> edges) =>
        new([.. edges.Where(edge => !edge.Released).Select(edge => edge.Key)]);

    public static List<DtmfEdge> Hear(DtmfDetector detector, ReadOnlySpan<short> pcm, long position = 0, int packetSamples = 160)
    {
        List<DtmfEdge> edges = [];
        for (var at = 0; at < pcm.Length; at += packetSamples)
        {
            var packet = pcm.Slice(at, Math.Min(packetSamples, pcm.Length - at));
            for (var any = detector.Receive(packet, position + at, out var edge); any; any = detector.TryTake(out edge))
                edges.Add(edge);
        }

        return edges;
    }
}
