using MediaRecorder.Architecture.Tests.Repository;
using MediaRecorder.Architecture.Tests.Rules;

namespace MediaRecorder.Architecture.Tests;

public sealed class PurityTests
{
    private static IEnumerable<ProjectFolder> PureRooms =>
        SourceTree.Current.Projects.Where(project => project.Top == "src" && RoomTable.PureRing.Contains(project.Room));

    [Fact]
    public void The_pure_ring_has_no_sockets_files_threads_clocks_loggers_or_async() =>
        Findings.None(
            PureRooms.SelectMany(room => room.CSharpFiles().SelectMany(file => PurityRule.Check(room.Room, file))));

    [Fact]
    public void The_pure_ring_uses_no_packages() =>
        Findings.None(PureRooms.SelectMany(
            room => room.ReferencedPackages().Select(package => $"{room.ProjectFile}: {package}")));

    [Fact]
    public void All_six_rooms_of_the_pure_ring_are_read() => Assert.Equal(RoomTable.PureRing.Count, PureRooms.Count());

    [Theory]
    [InlineData("Sip", "using System.Net.Sockets; sealed class A { Socket? s; }")]
    [InlineData("Sip", "using System.Net.Sockets;")]
    [InlineData("Rtp", "var b = File.ReadAllBytes(path);")]
    [InlineData("Rtp", "var now = Stopwatch.GetTimestamp();")]
    [InlineData("Audio", "async Task Run() => await Other();")]
    [InlineData("Policy", "var t = DateTimeOffset.UtcNow;")]
    [InlineData("Policy", "lock (_gate) { }")]
    [InlineData("Containers", "using var f = new FileStream(p, FileMode.Open);")]
    [InlineData("Buffers", "new Thread(Run).Start();")]
    [InlineData("Policy", "using Microsoft.Extensions.Logging;")]
    [InlineData("Sip", "var tag = Guid.NewGuid();")]
    public void The_rule_finds_an_offender(string room, string code) =>
        Assert.NotEmpty(PurityRule.Check(room, new CSharpFile("x.cs", code)));

    [Theory]
    [InlineData("Sip", "using System.Net.Sockets; bool v4 = a.AddressFamily == AddressFamily.InterNetwork;")]
    [InlineData("Buffers", "lock (_gate) { Volatile.Write(ref _head, Interlocked.Increment(ref _tail)); }")]
    [InlineData("Sip", "var stale = timer is CueSource.Timer; var p = message.Path.Value; // File.Open, await, Thread")]
    [InlineData("Sip", "var text = \"async Task\"; var raw = \"\"\"lock (x) \"File.Open\" \"\"\"; var c = '\"'; int x;")]
    public void The_rule_leaves_pure_code_alone(string room, string code) =>
        Assert.Empty(PurityRule.Check(room, new CSharpFile("x.cs", code)));
}
