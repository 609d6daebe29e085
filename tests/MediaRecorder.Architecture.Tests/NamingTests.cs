using MediaRecorder.Architecture.Tests.Repository;
using MediaRecorder.Architecture.Tests.Rules;

namespace MediaRecorder.Architecture.Tests;

public sealed class NamingTests
{
    private static IEnumerable<(ProjectFolder Project, CSharpFile File)> AllFiles =>
        SourceTree.Current.Projects.SelectMany(project => project.CSharpFiles().Select(file => (project, file)));

    [Fact]
    public void No_type_carries_a_word_that_names_nothing() =>
        Findings.None(AllFiles.SelectMany(pair => TypeNameRule.Check(pair.File)));

    [Fact]
    public void Namespaces_are_the_folders() =>
        Findings.None(
            from pair in AllFiles
            let folder = Path.GetDirectoryName(pair.File.Path)!.Replace('\\', '/')
            let expected = folder[(pair.Project.Top.Length + 1)..].Replace('/', '.')
            where pair.File.Namespace is { } name && name != expected
            select $"{pair.File.Path}: namespace {pair.File.Namespace}, expected {expected}");

    [Theory]
    [InlineData("sealed class CallManager;", false)]
    [InlineData("readonly record struct PacketInfo(int A);", false)]
    [InlineData("abstract class BaseDecoder;", false)]
    [InlineData("sealed class Session;", false)]
    [InlineData("sealed class SessionDescription;", true)]
    [InlineData("readonly ref struct Datagram;", true)]
    [InlineData("sealed record SendDatagram; void F<T>() where T : class { }", true)]
    [InlineData("enum SipMethod { Info }", true)]
    public void The_rule_knows_a_banned_name(string code, bool allowed) =>
        Assert.Equal(allowed, !TypeNameRule.Check(new CSharpFile("x.cs", code)).Any());
}
