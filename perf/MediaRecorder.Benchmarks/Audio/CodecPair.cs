using MediaRecorder.Audio.Codecs;
using MediaRecorder.Audio.Tones;

namespace MediaRecorder.Benchmarks.Audio;

/// <summary>A decoder and an encoder of one format, and 20 ms that both know: a voiced sound of twelve harmonics over
/// 125 Hz, because codecs take their time over voices. Needs the library of the codec.</summary>
internal sealed class CodecPair : IDisposable
{
    private const int WarmUpPackets = 50;

    private readonly AudioDecoder _decoder;
    private readonly AudioEncoder _encoder;
    private readonly short[] _voice;
    private readonly short[] _decoded;
    private readonly byte[] _payload;
    private readonly byte[] _encoded;
    private readonly int _payloadBytes;

    public CodecPair(AudioDecoder decoder, AudioEncoder encoder)
    {
        (_decoder, _encoder) = (decoder, encoder);
        _voice = new short[_encoder.SampleRate / 50];
        for (var harmonic = 1; harmonic <= 12; harmonic++)
            new ToneGenerator(125 * harmonic, (short)(8000 / harmonic), _encoder.SampleRate).AddTo(_voice);
        _encoded = new byte[_encoder.MaxBytes(_voice.Length)];
        _payload = new byte[_encoded.Length];
        for (var i = 0; i < WarmUpPackets; i++)
            _payloadBytes = _encoder.Encode(_voice, _payload);
        _decoded = new short[_decoder.MaxSamples(_payloadBytes)];
    }

    public int Decode() => _decoder.Decode(_payload.AsSpan(0, _payloadBytes), _decoded);

    public int Encode() => _encoder.Encode(_voice, _encoded);

    public int Conceal() => _decoder.TryConceal(_decoded.AsSpan(0, _decoder.SampleRate / 50)) ? 1 : 0;

    public void Dispose()
    {
        _decoder.Dispose();
        _encoder.Dispose();
    }
}
