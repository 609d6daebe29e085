using System.Globalization;

namespace MediaRecorder.TestKit.Wav;

/// <summary>
/// What a recording should sound like. Each method throws <see cref="WavAssertionException"/> with the stretch, the
/// expectation and the measurement. A stretch that reaches beyond the file fails: nothing is not silence.
/// </summary>
public static class WavAssert
{
    // A frame of 20 ms: whoever compares durations in packets is exact to one of them.
    private const double FrameSeconds = 0.020;

    public static void Format(WavFile wav, SampleEncoding encoding, int channelCount, int sampleRate)
    {
        var blockAlign = channelCount * (encoding == SampleEncoding.Pcm16 ? 2 : 1);
        Require(
            (wav.Encoding, wav.ChannelCount, wav.SampleRate) == (encoding, channelCount, sampleRate),
            $"expected {encoding}, {channelCount} channels, {sampleRate} Hz but it is {wav.Encoding}, {wav.ChannelCount} channels, {wav.SampleRate} Hz");
        Require(
            wav.BlockAlign == blockAlign && wav.ByteRate == blockAlign * sampleRate,
            $"fmt contradicts itself: block align {wav.BlockAlign}, byte rate {wav.ByteRate} for {wav.Encoding}, {wav.ChannelCount} channels, {wav.SampleRate} Hz");
    }

    /// <summary>For a finished file: every declared byte is there and every byte there is declared.</summary>
    public static void HeaderIsExact(WavFile wav)
    {
        HeaderClaimsNoMoreThanIsThere(wav);
        var last = wav.Chunks[^1];
        var endBytes = last.EndOffset + (last.DeclaredBytes & 1);
        Require(
            endBytes == wav.FileBytes && wav.RiffDeclaredBytes + 8 == wav.FileBytes,
            $"the file has {wav.FileBytes} bytes, RIFF declares {wav.RiffDeclaredBytes} + 8, the last chunk '{last.Id}' ends at {endBytes}");
    }

    /// <summary>For a file being written or left by a killed process: what is declared can be read.</summary>
    public static void HeaderClaimsNoMoreThanIsThere(WavFile wav)
    {
        Require(
            wav.RiffDeclaredBytes + 8 <= wav.FileBytes && wav.DataOffset + wav.DataDeclaredBytes <= wav.FileBytes,
            $"the file has {wav.FileBytes} bytes, RIFF declares {wav.RiffDeclaredBytes} + 8, data declares {wav.DataDeclaredBytes} from {wav.DataOffset}");
        Require(
            wav.DataDeclaredBytes % wav.BlockAlign == 0,
            $"data declares {wav.DataDeclaredBytes} bytes: not a whole number of frames of {wav.BlockAlign}");
    }

    public static void Lasts(WavFile wav, double seconds, double toleranceSeconds = FrameSeconds) =>
        Require(
            Math.Abs(wav.Seconds - seconds) <= toleranceSeconds,
            $"expected {seconds:0.000} s ± {toleranceSeconds:0.000} but it lasts {wav.Seconds:0.000} s");

    /// <summary>The tone is there and is nearly all that is there: within 1 dB of the total power.</summary>
    public static void HearsOnly(WavFile wav, int channel, double hz, double fromSeconds, double toSeconds)
    {
        var total = Measure(wav, channel, fromSeconds, toSeconds);
        var tone = wav.TonePowerDbfs(channel, hz, fromSeconds, toSeconds);
        // A tone 1 dB under the total leaves a fifth of the power to everything else: quantising noise is far below.
        Require(
            tone > -50 && total - tone < 1,
            $"{Where(channel, fromSeconds, toSeconds)}: expected only {hz:0.#} Hz but it has {tone:0.0} dBFS of {total:0.0} dBFS in all");
    }

    /// <summary>The tone is there, whatever else is.</summary>
    public static void Hears(
        WavFile wav, int channel, double hz, double fromSeconds, double toSeconds, double atLeastDbfs = -40)
    {
        var total = Measure(wav, channel, fromSeconds, toSeconds);
        var tone = wav.TonePowerDbfs(channel, hz, fromSeconds, toSeconds);
        Require(
            tone >= atLeastDbfs,
            $"{Where(channel, fromSeconds, toSeconds)}: expected {hz:0.#} Hz with at least {atLeastDbfs:0.0} dBFS but it has {tone:0.0} dBFS (all: {total:0.0} dBFS)");
    }

    /// <summary>No 100 ms of the stretch has the tone.</summary>
    public static void DoesNotHear(
        WavFile wav, int channel, double hz, double fromSeconds, double toSeconds, double belowDbfs = -50)
    {
        Measure(wav, channel, fromSeconds, toSeconds);
        for (var at = fromSeconds; at < toSeconds; at += 0.1)
        {
            var end = Math.Min(toSeconds, at + 0.1);
            var tone = wav.TonePowerDbfs(channel, hz, at, end);
            Require(
                tone < belowDbfs,
                $"{Where(channel, fromSeconds, toSeconds)}: expected no {hz:0.#} Hz but at {new TimeRange(at, end)} it has {tone:0.0} dBFS");
        }
    }

    /// <summary>No sample of the stretch is louder than silence of either G.711 law (µ-law 0, A-law ±8).</summary>
    public static void IsDigitalSilence(WavFile wav, int channel, double fromSeconds, double toSeconds)
    {
        Measure(wav, channel, fromSeconds, toSeconds);
        var samples = wav.Samples(channel, fromSeconds, toSeconds);
        var loud = samples.IndexOfAnyExceptInRange((short)-8, (short)8);
        if (loud >= 0)
        {
            Require(
                false,
                $"{Where(channel, fromSeconds, toSeconds)}: expected digital silence but at {fromSeconds + ((double)loud / wav.SampleRate):0.0000} s the sample is {samples[loud]}");
        }
    }

    /// <summary>The mean power of the stretch is below the threshold.</summary>
    public static void IsQuiet(
        WavFile wav, int channel, double fromSeconds, double toSeconds, double belowDbfs = -60)
    {
        var total = Measure(wav, channel, fromSeconds, toSeconds);
        Require(
            total < belowDbfs,
            $"{Where(channel, fromSeconds, toSeconds)}: expected less than {belowDbfs:0.0} dBFS but it has {total:0.0} dBFS");
    }

    /// <summary>The mean power of the stretch is at least the threshold.</summary>
    public static void IsAudible(
        WavFile wav, int channel, double fromSeconds, double toSeconds, double atLeastDbfs = -40)
    {
        var total = Measure(wav, channel, fromSeconds, toSeconds);
        Require(
            total >= atLeastDbfs,
            $"{Where(channel, fromSeconds, toSeconds)}: expected at least {atLeastDbfs:0.0} dBFS but it has {total:0.0} dBFS");
    }

    /// <summary>Exactly these silences, each edge within the tolerance.</summary>
    public static void Silences(
        WavFile wav, int channel, IReadOnlyList<TimeRange> expected, double toleranceSeconds = FrameSeconds,
        double minSeconds = 0.1)
    {
        var measured = wav.SilenceRanges(channel, minSeconds);
        var agree = measured.Count == expected.Count && measured.Zip(expected).All(pair =>
            Math.Abs(pair.First.FromSeconds - pair.Second.FromSeconds) <= toleranceSeconds
            && Math.Abs(pair.First.ToSeconds - pair.Second.ToSeconds) <= toleranceSeconds);
        Require(
            agree,
            $"channel {channel}: expected silence in [{string.Join(", ", expected)}] but it is in [{string.Join(", ", measured)}]");
    }

    private static double Measure(WavFile wav, int channel, double fromSeconds, double toSeconds)
    {
        Require(
            channel < wav.ChannelCount && fromSeconds >= 0 && fromSeconds < toSeconds
                && toSeconds <= wav.Seconds + (0.5 / wav.SampleRate),
            $"{Where(channel, fromSeconds, toSeconds)} is not in a file of {wav.ChannelCount} channels and {wav.Seconds:0.000} s");
        return wav.PowerDbfs(channel, fromSeconds, toSeconds);
    }

    private static string Where(int channel, double fromSeconds, double toSeconds) =>
        $"channel {channel}, {new TimeRange(fromSeconds, toSeconds)}";

    private static void Require(bool holds, FormattableString message)
    {
        if (!holds)
            throw new WavAssertionException(message.ToString(CultureInfo.InvariantCulture));
    }
}
