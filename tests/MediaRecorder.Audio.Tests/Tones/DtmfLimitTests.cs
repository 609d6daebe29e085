namespace MediaRecorder.Audio.Tests.Tones;

/// <summary>
/// The limits of ITU-T Q.24, table A-1, each from both sides, for all 16 keys at several phases: a tone inside a limit is
/// always a key, one outside never is. REQ C-04.
/// </summary>
public sealed class DtmfLimitTests
{
    private const int Phases = 3;

    public static TheoryData<int> Rates => [8000, 16_000];

    // NTT and AT&T: 40 ms is a key; 24 ms (NTT) and 23 ms (AT&T) are none.
    [Theory]
    [EachOf(new[] { 8000, 16_000 }, new[] { 20.0, 23, 24 })]
    public void Tone_of_24_ms_is_no_key(int rate, double ms) =>
        Each(rate, (sound, key, shift) => sound.Key(key, 50 + shift, ms), _ => "");

    [Theory]
    [EachOf(new[] { 8000, 16_000 }, new[] { 40.0, 45, 400 })]
    public void Tone_of_40_ms_is_one_key(int rate, double ms) =>
        Each(rate, (sound, key, shift) => sound.Key(key, 50 + shift, ms), key => $"{key}", totalMs: 200 + ms);

    // AT&T 1.5 %, NTT 1.8 %.
    [Theory]
    [EachOf(new[] { 8000, 16_000 }, new[] { 0.015, 0.018 })]
    public void Key_within_1_8_percent_of_its_frequencies_counts(int rate, double detune) =>
        EachDetuned(rate, detune, detune, key => $"{key}");

    // NTT 3 %, AT&T 3.5 %. One tone off is enough.
    [Theory]
    [EachOf(new[] { 8000, 16_000 }, new[] { 0.03, 0.035, 0.05 })]
    public void Key_of_which_one_tone_is_3_percent_off_does_not_count(int rate, double detune)
    {
        EachDetuned(rate, detune, 0, _ => "");
        EachDetuned(rate, 0, detune, _ => "");
    }

    // AT&T: 0 to -25 dBm; the detector leaves 10 dB more for the network.
    [Theory]
    [EachOf(new[] { 8000, 16_000 }, new[] { 0.0, -10, -25, -35 })]
    public void Key_as_loud_as_0_and_as_soft_as_minus_35_dBm0_counts(int rate, double dbm0) =>
        Each(rate, (sound, key, shift) => sound.Key(key, 50 + shift, 40, dbm0, dbm0), key => $"{key}");

    // AT&T: -55 dBm.
    [Theory]
    [EachOf(new[] { 8000, 16_000 }, new[] { -38.0, -45, -55 })]
    public void Key_of_minus_38_dBm0_does_not_count(int rate, double dbm0) =>
        Each(rate, (sound, key, shift) => sound.Key(key, 50 + shift, 40, dbm0, dbm0), _ => "");

    // High above low: AT&T +4 to -8 dB, NTT 5 dB either way.
    [Theory]
    [EachOf(new[] { 8000, 16_000 }, new[] { 5.0, 4, -5, -8 })]
    public void Key_with_a_high_tone_5_dB_louder_or_8_dB_softer_counts(int rate, double twistDb) =>
        EachTwisted(rate, twistDb, key => $"{key}");

    [Theory]
    [EachOf(new[] { 8000, 16_000 }, new[] { 8.0, 12, -12, -20 })]
    public void Key_with_a_high_tone_8_dB_louder_or_12_dB_softer_does_not_count(int rate, double twistDb) =>
        EachTwisted(rate, twistDb, _ => "");

    // NTT and AT&T: an interruption of 10 ms makes no second key.
    [Theory]
    [EachOf(new[] { 8000, 16_000 }, new[] { 2.0, 5, 10 })]
    public void Interruption_of_10_ms_is_bridged(int rate, double ms) =>
        Each(
            rate,
            (sound, key, shift) => sound.Key(key, 50 + shift, 50).Key(key, 100 + shift + ms, 50),
            key => $"{key}");

    // NTT: 30 ms of pause make two keys; AT&T: 40 ms.
    [Theory]
    [EachOf(new[] { 8000, 16_000 }, new[] { 30.0, 40, 60 })]
    public void Pause_of_30_ms_makes_two_keys(int rate, double ms) =>
        Each(
            rate,
            (sound, key, shift) => sound.Key(key, 50 + shift, 40).Key(key, 90 + shift + ms, 40),
            key => $"{key}{key}",
            totalMs: 300);

    [Theory]
    [EachOf(new[] { 8000, 16_000 }, new[] { 0.0, 10, 30 })]
    public void Different_keys_need_no_pause(int rate, double pauseMs) =>
        Each(
            rate,
            (sound, key, shift) => sound.Key(key, 50 + shift, 50).Key(Next(key), 100 + shift + pauseMs, 50),
            key => $"{key}{Next(key)}",
            totalMs: 300);

    // AT&T: 93 ms from key to key, with an echo 20 ms later and 10 dB softer.
    [Theory]
    [MemberData(nameof(Rates))]
    public void Keys_every_93_ms_with_an_echo_count_once_each(int rate) =>
        Each(
            rate,
            (sound, key, shift) => sound
                .Key(key, 50 + shift, 45).Key(key, 70 + shift, 45, -20, -20)
                .Key(key, 143 + shift, 45).Key(key, 163 + shift, 45, -20, -20),
            key => $"{key}{key}",
            totalMs: 300);

    // Each tone has -10 dBm0, both together -7.
    [Theory]
    [MemberData(nameof(Rates))]
    public void Key_of_40_ms_counts_in_noise_15_dB_below_it(int rate)
    {
        Each(rate, (sound, key, shift) => sound.Key(key, 50 + shift, 40).Noise(-22), key => $"{key}");
        Each(
            rate,
            (sound, key, shift) => sound.Key(key, 50 + shift, 40, lowDetune: 0.015, highDetune: -0.015).Noise(-22),
            key => $"{key}");
    }

    [Theory]
    [MemberData(nameof(Rates))]
    public void Short_tone_in_noise_is_still_no_key(int rate) =>
        Each(rate, (sound, key, shift) => sound.Key(key, 50 + shift, 24).Noise(-22), _ => "");

    // North America 350 + 440 Hz; Europe 425 Hz.
    [Theory]
    [EachOf(new[] { 8000, 16_000 }, new[] { -10.0, -15 })]
    public void Key_counts_beside_dial_tone_of_minus_13_dBm0(int rate, double dbm0)
    {
        Each(
            rate,
            (sound, key, shift) => sound.Tone(350, -13, 0, 300).Tone(440, -13, 0, 300).Key(key, 100 + shift, 50, dbm0, dbm0),
            key => $"{key}",
            totalMs: 300);
        Each(
            rate,
            (sound, key, shift) => sound.Tone(425, -13, 0, 300).Key(key, 100 + shift, 50, dbm0, dbm0),
            key => $"{key}",
            totalMs: 300);
    }

    private static char Next(char key) => KeySound.AllKeys[(KeySound.AllKeys.IndexOf(key) + 1) % KeySound.AllKeys.Length];

    private static void EachDetuned(int rate, double low, double high, Func<char, string> expected)
    {
        foreach (var (lowSign, highSign) in ((int, int)[])[(1, 1), (1, -1), (-1, 1), (-1, -1)])
        {
            Each(
                rate,
                (sound, key, shift) => sound.Key(key, 50 + shift, 50, lowDetune: low * lowSign, highDetune: high * highSign),
                expected);
        }
    }

    private static void EachTwisted(int rate, double twistDb, Func<char, string> expected) =>
        Each(
            rate,
            (sound, key, shift) => sound.Key(key, 50 + shift, 50, -10 - Math.Max(0, twistDb), -10 + Math.Min(0, twistDb)),
            expected);

    private static void Each(
        int rate, Action<KeySound, char, double> make, Func<char, string> expected, double totalMs = 250)
    {
        List<string> wrong = [];
        foreach (var key in KeySound.AllKeys)
        {
            for (var phase = 0; phase < Phases; phase++)
            {
                var sound = new KeySound(totalMs, rate, seed: (key * Phases) + phase);
                make(sound, key, phase * 20.0 / Phases);
                var heard = sound.Keys();
                if (heard != expected(key))
                    wrong.Add($"{key} at phase {phase}: '{heard}'");
            }
        }

        Assert.Empty(wrong);
    }

    private sealed class EachOfAttribute(int[] rates, double[] values) : Xunit.v3.DataAttribute
    {
        public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(
            System.Reflection.MethodInfo testMethod, Xunit.Sdk.DisposalTracker disposalTracker) =>
            new([.. rates.SelectMany(_ => values, (rate, value) => new TheoryDataRow<int, double>(rate, value))]);

        public override bool SupportsDiscoveryEnumeration() => true;
    }
}
