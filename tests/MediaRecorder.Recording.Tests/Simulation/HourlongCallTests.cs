using System.Collections.Concurrent;
using MediaRecorder.Recording.Sidecars;
using MediaRecorder.TestKit.Simulation;

namespace MediaRecorder.Recording.Tests.Simulation;

/// <summary>
/// Calls of an hour and more in virtual time, through the real worker: each recorded sample that is looked at was spoken
/// when its place says, plus the path's least delay. A failure names its seed.
/// </summary>
// REQ: B-01 A-08
public sealed class HourlongCallTests(ITestOutputHelper output)
{
    private const long SecondNs = 1_000_000_000;
    private const long HourNs = 3600 * SecondNs;

    [Fact]
    public void In_hundreds_of_calls_of_an_hour_over_bad_paths_everything_lies_where_it_was_spoken()
    {
        var findings = new ConcurrentBag<string>();
        double worstMs = 0;
        Parallel.For(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 2 }, seed =>
        {
            double callMs = Check(seed, HourNs, Parties(seed), findings);
            lock (findings)
                worstMs = Math.Max(worstMs, callMs);
        });
        output.WriteLine($"worst {worstMs:f2} ms");
        Assert.Empty(findings);
    }

    [Theory]
    [InlineData(300)]
    [InlineData(-300)]
    public void After_four_hours_of_skew_a_file_is_as_long_as_its_call_and_both_sides_are_in_step(double ppm)
    {
        var findings = new ConcurrentBag<string>();
        PartyOptions party = Party(new Random(1)) with { Reports = ReportKind.None, Pauses = 0 };
        Check(1, 4 * HourNs, [party with { SkewPpm = ppm }, party with { SkewPpm = -ppm }], findings);
        Assert.Empty(findings);
    }

    private static PartyOptions[] Parties(int seed)
    {
        var random = new Random(seed);
        PartyOptions[] parties = [Party(random), Party(random), Party(random)];
        parties[1] = (seed % 8) switch
        {
            0 => parties[1] with { FromNs = long.MaxValue },
            1 => parties[1] with { FromNs = random.NextInt64(HourNs) },
            2 => parties[1] with { Suspended = Span(random, 300), StandsStill = false },
            3 => parties[1] with { Suspended = Span(random, 300), StandsStill = true },
            4 or 5 => parties[1] with
            {
                RestartsNs = [.. Enumerable.Range(0, 3).Select(_ => random.NextInt64(HourNs)).Order()],
            },
            _ => parties[1],
        };
        return seed % 5 == 0 ? parties : parties[..2];
    }

    private static (long, long) Span(Random random, int seconds)
    {
        long fromNs = random.NextInt64(HourNs);
        return (fromNs, fromNs + random.NextInt64(seconds * SecondNs));
    }

    private static PartyOptions Party(Random random) => new()
    {
        SkewPpm = random.NextDouble() * 600 - 300,
        PacketMs = random.GetItems([20, 20, 30, 40, 60], 1)[0],
        Reports = (ReportKind)random.Next(6),
        Pauses = random.Next(2) * 0.5 * random.NextDouble(),
        SuppressesSilence = random.Next(2) == 0,
        Path = new NetworkConditions
        {
            DelayNs = random.NextInt64(1_000_000, 150_000_000),
            JitterNs = random.NextInt64(0, 60_000_000),
            Loss = random.NextDouble() * 0.1,
            MeanBurstDatagrams = 1 + random.NextDouble() * 4,
            Reorder = random.NextDouble() * 0.03,
            Duplicate = random.NextDouble() * 0.02,
            Stall = random.Next(2) * 0.0005,
        },
    };

    private static double Check(int seed, long lengthNs, PartyOptions[] options, ConcurrentBag<string> findings)
    {
        bool asItCame = options.Length == 2 && seed % 2 == 0;
        using var call = new SimulatedCall(seed, lengthNs, asItCame, options);
        call.Run();
        double worstMs = 0;
        int leg = 0;
        if (call.Frames != lengthNs / 125_000 || Math.Abs(call.Sidecar!.Seconds - lengthNs / 1e9) > 0.001)
            findings.Add($"seed {seed}: {call.Frames} frames");
        foreach ((SimulatedParty party, PartyOptions said) in call.Parties.Zip(options))
        {
            worstMs = Math.Max(worstMs, Math.Abs(party.WorstMs));

            // The place of a packet that came too late is concealed, which is looked at up to twice; and where one sender
            // takes over from another, a concealed end may be blended with a beginning.
            SidecarLegQuality quality = call.Sidecar!.Quality[leg++];
            if (quality.Late > party.Tardy || quality.Lost > party.Missing
                || quality.ConcealedMs > (quality.Late + quality.Lost) * said.PacketMs)
            {
                findings.Add(
                    $"seed {seed}: {quality.Late} late of {party.Tardy}, {quality.Lost} lost of {party.Missing}, "
                    + $"{quality.ConcealedMs} ms concealed: {said}");
            }

            long excused = 2 * quality.Late + said.RestartsNs.Count;
            if (party.Outside > excused)
            {
                findings.Add(
                    $"seed {seed}: {party.Outside} samples outside, {excused} excused, "
                    + $"{party.WorstMs:f1} ms at {party.WorstAtSeconds:f1} s: {said}");
            }

            if (said.FromNs < lengthNs / 2 && party.Compared < 5000)
                findings.Add($"seed {seed}: only {party.Compared} samples compared: {said}");
            if (party.Strange > party.Compared / 1000)
                findings.Add($"seed {seed}: {party.Strange} samples that nobody said: {said}");
        }

        return worstMs;
    }
}
