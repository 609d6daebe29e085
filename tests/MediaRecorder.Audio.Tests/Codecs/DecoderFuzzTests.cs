using MediaRecorder.Audio.Codecs;
using MediaRecorder.Audio.Tests.Signals;
using MediaRecorder.TestKit.Fuzzing;

namespace MediaRecorder.Audio.Tests.Codecs;

/// <summary>Whatever comes in a packet, a decoder writes at most what it announced, into its own span, and goes on.</summary>
public sealed class DecoderFuzzTests
{
    private const int Runs = 10;
    private const int PayloadsOfRun = 40;
    private const int HugeBytes = 65_507;
    private const short Guard = 0x5AA5;

    private static readonly (AudioFormat Format, byte[] Good)[] Targets =
    [
        (new("PCMU", 8000), GoldenVector.Bytes("codes.g722")[..160]),
        (new("PCMA", 8000), GoldenVector.Bytes("codes.g722")[..160]),
        (new("G722", 8000), GoldenVector.Bytes("speech.g722")[3000..3160]),
        (new("L16", 16000), GoldenVector.Bytes("speech.g722.s16")[3000..3640]),
        (new("L16", 44100, 2), GoldenVector.Bytes("speech.g722.s16")[3000..3640]),
        (new("G729", 8000), GoldenVector.Bytes("speech.g729")[500..520]),
        (new("opus", 48000, 2), OggOpus.Read("speech-silk.opus").Packets[10]),
        (new("opus", 48000, 2), OggOpus.Read("speech-celt.opus").Packets[10]),
        (new("opus", 48000, 2), OggOpus.Read("speech-stereo.opus").Packets[5]),
    ];

    // REQ: A-08
    [Fact]
    public void Any_payload_decodes_to_something_or_nothing()
    {
        foreach (var seed in FuzzRun.Seeds(Runs, targets: 1))
        {
            foreach (var (format, good) in Targets)
            {
                Assert.True(AudioDecoders.TryCreate(format, out var decoder, seed % 2 == 0 ? 48000 : 8000));
                using (decoder)
                    Run(decoder, good, seed);
            }
        }
    }

    private static void Run(AudioDecoder decoder, byte[] good, int seed)
    {
        var random = new Random(seed);
        var mutator = new BinaryMutator(seed);
        for (var i = 0; i < PayloadsOfRun; i++)
        {
            var payload = random.Next(10) switch
            {
                0 => good,
                1 when i % 20 == 0 => Random(random, HugeBytes),
                1 or 2 => Random(random, random.Next(1500)),
                _ => mutator.Mutate(good),
            };

            // Guards before and behind what is announced.
            var announced = decoder.MaxSamples(payload.Length);
            var pcm = new short[announced + 16];
            Array.Fill(pcm, Guard);
            var written = decoder.Decode(payload, pcm.AsSpan(8, announced));
            AssertGuarded(decoder, payload, seed, pcm, announced, written);
            Assert.InRange(decoder.CountSamples(payload), written, announced);

            var lost = random.Next(4) == 0 ? random.Next(2000) : 0;
            var gap = new short[lost + 16];
            Array.Fill(gap, Guard);
            decoder.TryConceal(gap.AsSpan(8, lost));
            AssertGuarded(decoder, payload, seed, gap, lost, 0);
        }
    }

    private static void AssertGuarded(
        AudioDecoder decoder, byte[] payload, int seed, short[] pcm, int announced, int written)
    {
        var isSane = written >= 0
            && written <= announced
            && pcm.AsSpan(0, 8).IndexOfAnyExcept(Guard) < 0
            && pcm.AsSpan(8 + announced).IndexOfAnyExcept(Guard) < 0;
        Assert.True(isSane, $"seed {seed}, {decoder.GetType().Name}: {Convert.ToHexString(payload)}");
    }

    private static byte[] Random(Random random, int bytes)
    {
        var payload = new byte[bytes];
        random.NextBytes(payload);
        return payload;
    }
}
