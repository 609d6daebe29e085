using BenchmarkDotNet.Attributes;
using MediaRecorder.Audio.Tones;

namespace MediaRecorder.Benchmarks.Audio;

/// <summary>Looking for keys in 20 ms of audio, after a second of the same.</summary>
public class ToneBenchmarks
{
    private readonly Ear _silence = new(8000);
    private readonly Ear _voice = new(8000, Voice());
    private readonly Ear _wideVoice = new(16000, Voice());
    private readonly Ear _key = new(8000, (770, 7000), (1336, 7000));

    [Benchmark]
    public int HearSilence() => _silence.Hear();

    [Benchmark]
    public int HearVoice() => _voice.Hear();

    [Benchmark]
    public int HearWideVoice() => _wideVoice.Hear();

    [Benchmark]
    public int HearHeldKey() => _key.Hear();

    // Twelve harmonics over 125 Hz, as for the codecs.
    private static (double, short)[] Voice() =>
        [.. Enumerable.Range(1, 12).Select(harmonic => (125.0 * harmonic, (short)(8000 / harmonic)))];

    private sealed class Ear
    {
        private readonly DtmfDetector _detector;
        private readonly short[] _sound;
        private readonly int _packet;
        private long _position;

        // All frequencies fit into a second without a seam.
        public Ear(int sampleRate, params (double Hz, short Amplitude)[] tones)
        {
            _detector = new DtmfDetector(sampleRate);
            _packet = sampleRate / 50;
            _sound = new short[sampleRate];
            foreach (var (hz, amplitude) in tones)
                new ToneGenerator(hz, amplitude, sampleRate).AddTo(_sound);
            for (var i = 0; i < 50; i++)
                Hear();
        }

        public int Hear()
        {
            var packet = _sound.AsSpan((int)(_position % _sound.Length), _packet);
            for (var any = _detector.Receive(packet, _position, out _); any; any = _detector.TryTake(out _))
            {
            }

            _position += _packet;
            return (int)_detector.PressedKeys;
        }
    }
}
