using MediaRecorder.Audio.Tones;

namespace MediaRecorder.Audio.Tests.Tones;

/// <summary>Speech and music must not press keys. Interop has an hour of espeak-ng's speech besides.</summary>
public sealed class TalkOffTests
{
    private const int Rate = 8000;
    private const int Minutes = 10;

    // REQ: C-04
    [Fact]
    public void Ten_minutes_of_babble_presses_no_key()
    {
        var voice = new SynthesizedVoice(Rate, seed: 7);
        AssertNoKeys(voice.Fill);
    }

    [Fact]
    public void Ten_minutes_of_music_presses_no_key()
    {
        var music = new SynthesizedMusic(Rate, seed: 11);
        AssertNoKeys(music.Fill);
    }

    // What the two tests above rest on: the material is loud where keys would be.
    [Fact]
    public void Babble_and_music_have_power_in_both_groups()
    {
        var voice = new short[60 * Rate];
        new SynthesizedVoice(Rate, seed: 7).Fill(voice);
        var music = new short[60 * Rate];
        new SynthesizedMusic(Rate, seed: 11).Fill(music);

        foreach (var pcm in (short[][])[voice, music])
        {
            Assert.InRange(LoudSeconds(pcm, DtmfTones.LowGroupHz), 1, 60);
            Assert.InRange(LoudSeconds(pcm, DtmfTones.HighGroupHz), 1, 60);
        }
    }

    // Seconds, in pieces of 25 ms, in which one frequency of the group is louder than the least a key may have.
    private static double LoudSeconds(short[] pcm, ReadOnlySpan<int> groupHz)
    {
        var loud = 0;
        for (var at = 0; at + 200 <= pcm.Length; at += 200)
        {
            foreach (var hz in groupHz)
            {
                if (new Goertzel(hz, Rate).Power(pcm.AsSpan(at, 200)) > Dbm0.Power(DtmfDetector.MinDbm0))
                {
                    loud++;
                    break;
                }
            }
        }

        return loud * 0.025;
    }

    private delegate void Fill(Span<short> pcm);

    private static void AssertNoKeys(Fill fill)
    {
        var detector = new DtmfDetector(Rate);
        var pcm = new short[Rate];
        List<DtmfEdge> pressed = [];
        for (var second = 0; second < Minutes * 60; second++)
        {
            fill(pcm);
            pressed.AddRange(KeySound.Hear(detector, pcm, (long)second * Rate));
        }

        Assert.Empty(pressed);
    }
}
