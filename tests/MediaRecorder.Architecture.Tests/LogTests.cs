using MediaRecorder.Architecture.Tests.Repository;
using MediaRecorder.Architecture.Tests.Rules;

namespace MediaRecorder.Architecture.Tests;

public sealed class LogTests
{
    private static IEnumerable<ProjectFolder> Rooms => SourceTree.Current.Projects.Where(project => project.Top == "src");

    // REQ: I-01
    [Fact]
    public void No_two_log_events_of_a_room_have_one_number() =>
        Findings.None(Rooms.SelectMany(room => LogEventRule.Check(room.CSharpFiles())));

    [Theory]
    [InlineData("[LoggerMessage(4, LogLevel.Information, \"a\")] [LoggerMessage(\n  4,\n  LogLevel.Warning, \"b\")]")]
    [InlineData("[LoggerMessage(\n  EventId = 1001, EventName = \"a\")] [LoggerMessage(EventId = 1001, EventName = \"b\")]")]
    public void The_rule_finds_an_offender(string code) =>
        Assert.Single(LogEventRule.Check([new CSharpFile("x.cs", code)]));

    [Fact]
    public void The_rule_leaves_numbers_of_their_own_alone() =>
        Assert.Empty(LogEventRule.Check(
            [new CSharpFile("x.cs", "[LoggerMessage(1, LogLevel.Warning, \"4\")]"), new CSharpFile("y.cs", "[LoggerMessage(EventId = 4)]")]));
}
