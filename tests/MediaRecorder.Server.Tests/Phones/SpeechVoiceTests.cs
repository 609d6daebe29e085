using MediaRecorder.Audio.Tones;
using MediaRecorder.Server.Phones.Speech;

namespace MediaRecorder.Server.Tests.Phones;

public class SpeechVoiceTests
{
    [Fact]
    public void The_same_seed_says_the_same_and_another_seed_something_else()
    {
        Assert.Equal(Speak(new SpeechVoice(120, 1), 3), Speak(new SpeechVoice(120, 1), 3));
        Assert.NotEqual(Speak(new SpeechVoice(120, 1), 3), Speak(new SpeechVoice(120, 2), 3));
    }

    [Theory]
    [InlineData(118)]
    [InlineData(205)]
    public void It_is_as_loud_as_a_person_on_the_phone_and_never_clips(int pitchHz)
    {
        var pcm = Speak(new SpeechVoice(pitchHz, 2), 20);

        // ITU-T P.56: telephone speech lies around -26 dBov, its peaks 10 to 20 dB above that.
        Assert.InRange(10 * Math.Log10(MeanSquare(pcm) / (32768.0 * 32768.0)), -29, -23);
        Assert.InRange(pcm.Max(s => Math.Abs((int)s)), 6000, 32_000);
    }

    [Fact]
    public void Syllables_leave_gaps()
    {
        var pcm = Speak(new SpeechVoice(118, 2), 10);
        var frames = pcm.Chunk(160).Select(MeanSquare).ToList();
        var loud = frames.Max();

        Assert.InRange(frames.Count(frame => frame < loud / 1000) / (double)frames.Count, 0.05, 0.5);
    }

    [Fact]
    public void Two_people_differ_in_pitch()
    {
        Assert.InRange(PitchOf(Speak(new SpeechVoice(118, 1), 4)), 105, 132);
        Assert.InRange(PitchOf(Speak(new SpeechVoice(205, 1), 4)), 185, 228);
    }

    [Fact]
    public void Who_does_not_speak_is_nearly_silent()
    {
        var pcm = new short[8000];

        new SpeechVoice(118, 2).Fill(pcm, speaking: false);

        Assert.InRange(pcm.Max(s => Math.Abs((int)s)), 1, 16);
    }

    [Fact]
    public void Most_of_the_power_lies_in_the_band_of_the_telephone()
    {
        var pcm = Speak(new SpeechVoice(118, 2), 2);
        double Band(int from, int to) => Enumerable.Range(from / 50, (to - from) / 50)
            .Sum(i => pcm.Chunk(800).Sum(chunk => new Goertzel(i * 50, SpeechVoice.SampleRate).Power(chunk)));

        Assert.True(Band(200, 3400) > 5 * (Band(0, 200) + Band(3400, 4000)));
    }

    private static short[] Speak(SpeechVoice voice, int seconds)
    {
        var pcm = new short[seconds * SpeechVoice.SampleRate];
        foreach (var frame in Enumerable.Range(0, pcm.Length / 160))
            voice.Fill(pcm.AsSpan(frame * 160, 160), speaking: true);
        return pcm;
    }

    private static double MeanSquare(short[] pcm) => pcm.Average(s => (double)s * s);

    // The strongest peak of the autocorrelation over all of it, between 80 and 300 Hz.
    private static double PitchOf(short[] pcm)
    {
        var best = Enumerable.Range(27, 74).MaxBy(lag =>
        {
            var sum = 0.0;
            for (var i = 0; i + lag < pcm.Length; i++)
                sum += (double)pcm[i] * pcm[i + lag];
            return sum;
        });
        return (double)SpeechVoice.SampleRate / best;
    }
}
