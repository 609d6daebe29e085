using MediaRecorder.Architecture.Tests.Repository;
using MediaRecorder.Architecture.Tests.Rules;

namespace MediaRecorder.Architecture.Tests;

public sealed class ArrowTests
{
    private static IEnumerable<ProjectFolder> Rooms =>
        SourceTree.Current.Projects.Where(project => project.Top == "src");

    [Fact]
    public void Every_project_under_src_is_a_room_of_the_design() =>
        Assert.Equal(
            RoomTable.MayReference.Keys.Order(StringComparer.Ordinal),
            Rooms.Select(room => room.Room).Order(StringComparer.Ordinal));

    [Fact]
    public void Project_references_follow_the_table() =>
        Findings.None(
            from room in Rooms
            from other in room.ReferencedRooms()
            where !RoomTable.IsArrowAllowed(room.Room, other)
            select $"{room.ProjectFile}: {room.Room} may not reference {other}");

    [Fact]
    public void Using_lists_and_full_names_follow_the_table() =>
        Findings.None(
            Rooms.SelectMany(room => room.CSharpFiles().SelectMany(file => ArrowRule.Check(room.Room, file))));

    [Fact]
    public void Nothing_under_src_references_tests_or_perf() =>
        Findings.None(
            from room in Rooms
            from other in room.ReferencedRooms()
            where !RoomTable.MayReference.ContainsKey(other)
            select $"{room.ProjectFile}: {other} is no room");

    [Theory]
    [InlineData("Sip", "using MediaRecorder.Net;", false)]
    [InlineData("Sip", "var x = new MediaRecorder.Net.PortAllocator(1, 2);", false)]
    [InlineData("Rtp", "using MediaRecorder.Buffers;", true)]
    [InlineData("Policy", "using static MediaRecorder.Sip.Messages.SipMethod;", false)]
    [InlineData("Server", "using MediaRecorder.Calls.Model;", true)]
    [InlineData("Sip", "// like MediaRecorder.Net does\nvar s = \"MediaRecorder.Net\";", true)]
    public void The_rule_finds_a_forbidden_mention(string room, string code, bool allowed) =>
        Assert.Equal(allowed, !ArrowRule.Check(room, new CSharpFile("x.cs", code)).Any());
}
