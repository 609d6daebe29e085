using System.Text;
using MediaRecorder.Policy.Model;
using MediaRecorder.Recording.Sidecars;

namespace MediaRecorder.Recording.Tests.Sidecars;

public sealed class JournalJsonTests
{
    private static readonly byte[] Journal =
    [
        .. JournalJson.WriteHead(new Sidecar
        {
            Recording = "r", CallReference = "c", State = Sidecar.StateRecording,
            Format = new SidecarFormat { SampleRate = 8000 },
        }),
        .. JournalJson.Write(new JournalLine { Opened = Segment(SegmentKind.Talk, 0, 0) }),
        .. JournalJson.Write(new JournalLine { Closed = Segment(SegmentKind.Talk, 0, 800) }),
        .. JournalJson.Write(new JournalLine { Opened = Segment(SegmentKind.Hold, 800, 800) }),
        .. JournalJson.Write(new JournalLine { Cue = new SidecarCue(100, "hold-started", "signalling", "a=sendonly") }),
        .. JournalJson.Write(new JournalLine { Tag = new SidecarTag("skill", "billing") }),
    ];

    [Fact]
    public void Each_line_is_one_line() => Assert.Equal(6, Journal.Count(value => value == (byte)'\n'));

    [Fact]
    public void A_journal_gives_back_what_was_told_and_ends_what_was_open()
    {
        Assert.True(JournalJson.TryRead(Journal, 1600, out Sidecar? sidecar));
        Assert.Equal("c", sidecar.CallReference);
        Assert.Equal(
            [(SegmentKind.Talk, 0L, 800L, 100L), (SegmentKind.Hold, 800L, 1600L, 200L)],
            sidecar.Segments.Select(s => (s.Kind, s.StartSample, s.EndSample, s.EndMs)));
        Assert.Equal("hold-started", Assert.Single(sidecar.Cues).Cue);
        Assert.Equal("billing", sidecar.Tags["skill"]);
    }

    [Fact]
    public void A_journal_torn_anywhere_gives_back_all_whole_lines()
    {
        int headBytes = Array.IndexOf(Journal, (byte)'\n') + 1;
        for (int bytes = 0; bytes <= Journal.Length; bytes++)
        {
            bool read = JournalJson.TryRead(Journal.AsSpan(0, bytes), 1600, out Sidecar? sidecar);
            Assert.Equal(bytes >= headBytes, read);
            if (read)
                Assert.True(sidecar!.Segments.Count <= 2);
        }
    }

    [Fact]
    public void A_broken_line_in_the_middle_is_skipped()
    {
        byte[] broken =
        [
            .. Journal, .. "{\"opened\":{\"ki\n"u8,
            .. JournalJson.Write(new JournalLine { Tag = new SidecarTag("a", "b") })
        ];
        Assert.True(JournalJson.TryRead(broken, 1600, out Sidecar? sidecar));
        Assert.Equal("b", sidecar.Tags["a"]);
    }

    // REQ: B-09, C-05
    [Fact]
    public void What_a_later_line_says_of_a_leg_replaces_what_an_earlier_one_did()
    {
        var joined = new SidecarLeg(2, "thirdParty", 2, null, JoinedMs: 100);
        byte[] journal =
        [
            .. Journal,
            .. JournalJson.Write(new JournalLine { Leg = joined with { JoinedMs = null } }),
            .. JournalJson.Write(new JournalLine { Leg = joined }),
            .. JournalJson.Write(new JournalLine { Leg = joined with { LeftMs = 200 } }),
        ];
        Assert.True(JournalJson.TryRead(journal, 1600, out Sidecar? sidecar));
        Assert.Equal(joined with { LeftMs = 200 }, Assert.Single(sidecar.Legs));
    }

    [Theory]
    [InlineData("null\n")]
    [InlineData("{}\n")]
    [InlineData("[1]\n")]
    [InlineData("\n\n")]
    [InlineData("\u0000\u0000\u0000")]
    public void What_is_no_journal_is_refused(string text) =>
        Assert.False(JournalJson.TryRead(Encoding.UTF8.GetBytes(text), 0, out _));

    private static SidecarSegment Segment(SegmentKind kind, long start, long end) =>
        new() { Kind = kind, StartSample = start, EndSample = end, Cause = "test" };
}
