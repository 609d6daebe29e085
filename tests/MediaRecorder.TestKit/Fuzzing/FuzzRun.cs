using System.Diagnostics;
using System.Globalization;

namespace MediaRecorder.TestKit.Fuzzing;

/// <summary>
/// Damages the corpus of a target and tries the result, the same way for the same seed. Without the environment
/// variable below it stops after a fixed number of inputs; with it, it goes on seed after seed until the time is over,
/// and an input that takes longer than <see cref="LongestMs"/> is a finding: a parser that is not linear. The clock
/// decides when to stop and nothing else, and is read nowhere in the kit but here and in Processes.
/// </summary>
public static class FuzzRun
{
    /// <summary>Seconds for all targets of a test run together.</summary>
    public const string SecondsVariable = "MEDIARECORDER_FUZZ_SECONDS";

    // 64 KiB take less than 2 ms; the rest is for a machine that does other things.
    private const int LongestMs = 5000;

    /// <param name="target">What to try.</param>
    /// <param name="seed">Of the first round.</param>
    /// <param name="inputs">Of each round.</param>
    /// <param name="targets">How many share the seconds of <see cref="SecondsVariable"/>.</param>
    public static FuzzReport Over(FuzzTarget target, int seed, int inputs, int targets)
    {
        ArgumentNullException.ThrowIfNull(target);
        var text = Environment.GetEnvironmentVariable(SecondsVariable);
        var isTimed = double.TryParse(text, CultureInfo.InvariantCulture, out var seconds) && seconds > 0;
        var clock = Stopwatch.StartNew();
        var (round, tried) = (seed, 0L);
        while (true)
        {
            var mutator = new Mutator(round);
            for (var i = 0; i < inputs; i++)
            {
                if (isTimed && clock.Elapsed.TotalSeconds >= seconds / targets)
                {
                    return new FuzzReport(target.Name, seed, round, tried);
                }

                Try(target, round, i, mutator.Mutate(target.Corpus[i % target.Corpus.Count]), isTimed);
                tried++;
            }

            if (!isTimed)
            {
                return new FuzzReport(target.Name, seed, round, tried);
            }

            round++;
        }
    }

    /// <summary>
    /// Seeds for a test that makes its own inputs: so many, or with <see cref="SecondsVariable"/> ever new ones until this
    /// test's share of the time is over.
    /// </summary>
    /// <param name="targets">As for <see cref="Over"/>.</param>
    public static IEnumerable<int> Seeds(int count, int targets)
    {
        var text = Environment.GetEnvironmentVariable(SecondsVariable);
        var isTimed = double.TryParse(text, CultureInfo.InvariantCulture, out var seconds) && seconds > 0;
        var clock = Stopwatch.StartNew();
        for (var seed = 0; isTimed ? clock.Elapsed.TotalSeconds < seconds / targets : seed < count; seed++)
        {
            yield return seed;
        }
    }

    private static void Try(FuzzTarget target, int seed, int number, byte[] input, bool isTimed)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            target.Property(input);
        }
        catch (Exception finding)
        {
            throw new FuzzFailedException(target.Name, seed, number, input, finding);
        }

        if (isTimed && clock.ElapsedMilliseconds > LongestMs)
        {
            var finding = new TimeoutException($"{clock.ElapsedMilliseconds} ms");
            throw new FuzzFailedException(target.Name, seed, number, input, finding);
        }
    }
}
