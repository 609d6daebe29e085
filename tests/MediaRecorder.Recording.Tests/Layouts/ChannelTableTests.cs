using MediaRecorder.Policy.Model;
using MediaRecorder.Recording.Commands;
using MediaRecorder.Recording.Layouts;
using MediaRecorder.Recording.Timelines;

namespace MediaRecorder.Recording.Tests.Layouts;

// REQ: B-02
public sealed class ChannelTableTests
{
    private static readonly RecordingClock Clock = new(0, 8000);
    private int _legs;

    // Customer, agent, third party, another one, a flow, the next agent; ! is too many, - has no place.
    [Theory]
    [InlineData(LayoutKind.Stereo, 2, "01---1")]
    [InlineData(LayoutKind.Mono, 1, "000000")]
    [InlineData(LayoutKind.AgentOnly, 1, "-0---0")]
    [InlineData(LayoutKind.Multi, 4, "0123!1")]
    [InlineData(LayoutKind.PerLeg, 4, "0123!1")]
    public void Each_role_has_its_place(LayoutKind kind, int channels, string places)
    {
        var table = new ChannelTable(new LayoutRules { Kind = kind, MaxChannels = 4 });
        string taken = "";
        foreach (LegRole role in (LegRole[])
            [LegRole.Customer, LegRole.Agent, LegRole.ThirdParty, LegRole.ThirdParty, LegRole.Flow, LegRole.Agent])
        {
            taken += Take(table, role);
        }

        Assert.Equal((places, channels), (taken, table.Channels.Count));
    }

    [Fact]
    public void Places_do_not_depend_on_who_comes_first()
    {
        var table = new ChannelTable(new LayoutRules { Kind = LayoutKind.Multi, MaxChannels = 3 });
        Assert.Equal("2", Take(table, LegRole.Flow));
        Assert.Equal("1", Take(table, LegRole.Agent));
        Assert.Equal("0", Take(table, LegRole.Customer));
        Assert.Equal(["customer", "agent", "flow"], table.Channels.Select(channel => channel.RoleName));
    }

    [Theory]
    [InlineData(LayoutKind.Multi, 3)]
    [InlineData(LayoutKind.PerLeg, 2)]
    public void Only_a_layout_of_one_file_counts_out_places_for_who_may_join(LayoutKind kind, int channels)
    {
        var table = new ChannelTable(new LayoutRules { Kind = kind, MaxChannels = 3 });
        Assert.Equal(channels, table.Channels.Count);
        Assert.All(table.Channels, channel => Assert.Null(channel.Leg));
    }

    private string Take(ChannelTable table, LegRole role)
    {
        if (table.PlaceFor(role, out string? refusal) is not { } channel)
            return refusal == ChannelTable.TooMany ? "!" : "-";
        var leg = new RecordedLeg(new LegId(_legs++), default, role);
        channel.Legs.Add(new RecordingLeg(default, leg, Clock, default, 0, new(), new(new())));
        return $"{channel.Index}";
    }
}
