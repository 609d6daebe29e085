
namespace MediaRecorder.Sip.Tests.Fuzzing;

/// <summary>
/// Every parser of the room. For longer: <c>MEDIARECORDER_FUZZ_SECONDS=3600</c>, for all of them together.
/// </summary>
public sealed class FuzzTests
{
    private const int Seed = 20261121;
    private const int Inputs = 3000;

    private static readonly FuzzTarget[] Targets = [.. MessageTargets.All, .. ElementTargets.All, .. BodyTargets.All];

    public static TheoryData<string> Names => [.. Targets.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void No_input_breaks_what_a_parser_promises(string name)
    {
        var target = Targets.Single(target => target.Name == name);
        var report = FuzzRun.Over(target, Seed, Inputs, Targets.Length);

        TestContext.Current.TestOutputHelper?.WriteLine(report.ToString());
        Assert.True(report.Inputs > 0);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_undamaged_corpus_keeps_every_promise(string name)
    {
        var target = Targets.Single(target => target.Name == name);

        Assert.NotEmpty(target.Corpus);
        Assert.All(target.Corpus, target.Property);
    }

    [Fact]
    public void A_finding_names_its_seed_and_input()
    {
        var target = new FuzzTarget("bad", ["abc"u8.ToArray()], _ => throw new InvalidOperationException("found"));

        var finding = Assert.Throws<FuzzFailedException>(() => FuzzRun.Over(target, 7, 10, 1));

        Assert.StartsWith("bad: seed 7, input 0: found", finding.Message, StringComparison.Ordinal);
        Assert.Equal(
            Convert.ToBase64String(new Mutator(7).Mutate("abc"u8.ToArray())), finding.Message.Split('\n')[1]);
    }
}
