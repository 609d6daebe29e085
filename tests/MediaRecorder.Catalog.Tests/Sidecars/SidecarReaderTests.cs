using System.Text;
using System.Text.Json.Nodes;
using MediaRecorder.Catalog.Sidecars;
using MediaRecorder.Policy.Model;
using MediaRecorder.TestKit.Processes;

namespace MediaRecorder.Catalog.Tests.Sidecars;

public class SidecarReaderTests
{
    // REQ: B-08
    [Fact]
    public void Every_key_is_read()
    {
        Assert.True(SidecarReader.TryRead(Encoding.UTF8.GetBytes(SidecarText.Whole), out var sidecar, out var error));

        Assert.Equal(SidecarReadError.None, error);
        Assert.Equal("0b7c0f0e-6f0e-4f6e-9a51-2f6c3f1f0a11", sidecar.RecordingId);
        Assert.Equal(("c-1", "abc@127.0.0.2", "carrier"), (sidecar.CallReference, sidecar.SipCallId, sidecar.Trunk));
        Assert.Equal(("inbound", "15550100", "204"), (sidecar.Direction, sidecar.Caller, sidecar.Callee));
        Assert.Equal(new DateTimeOffset(2026, 11, 20, 10, 0, 0, 250, TimeSpan.Zero), sidecar.StartedAt);
        Assert.Equal(TimeSpan.FromSeconds(20), sidecar.EndedAt - sidecar.StartedAt);
        Assert.Equal((20.0, "completed", true, (
            string?)null), (sidecar.Seconds, sidecar.State, sidecar.Recovered, sidecar.EndCause));
        Assert.Equal(
            ("wav", "pcm16", 8000), (sidecar.Format.Container, sidecar.Format.Encoding, sidecar.Format.SampleRate));
        Assert.Equal(
            [new SidecarChannel(0, "customer", 0), new SidecarChannel(1, "agent", null)], sidecar.Format.Channels);
        Assert.Equal(
            new SidecarSegment("pause", 5000, 7000, 40_000, 56_000, "PauseRequested", "agent"), sidecar.Segments[1]);
        Assert.Equal([new SidecarCue(-600, "CallOffered", "signalling", "INVITE")], sidecar.Cues);
        Assert.Equal([new SidecarLegQuality(0, "customer", 1000, 1, 2, 3, 4, 1, 20)], sidecar.Quality);
        Assert.Equal("2027-02-20", sidecar.Tags["retainUntil"]);
    }

    [Theory]
    [InlineData("version", SidecarReadError.Malformed)]
    [InlineData("recording", SidecarReadError.Malformed)]
    [InlineData("sipCallId", SidecarReadError.Malformed)]
    [InlineData("startedAt", SidecarReadError.Malformed)]
    [InlineData("seconds", SidecarReadError.Malformed)]
    [InlineData("format", SidecarReadError.Malformed)]
    [InlineData("segments", SidecarReadError.Malformed)]
    [InlineData("tags", SidecarReadError.Malformed)]
    [InlineData("recovered", SidecarReadError.None)]
    [InlineData("endCause", SidecarReadError.None)]
    public void A_missing_key_makes_it_none_unless_it_has_a_default(string key, SidecarReadError expected)
    {
        var json = JsonNode.Parse(SidecarText.Whole)!.AsObject();
        Assert.True(json.Remove(key));

        SidecarReader.TryRead(Encoding.UTF8.GetBytes(json.ToJsonString()), out _, out var error);

        Assert.Equal(expected, error);
    }

    [Theory]
    [InlineData("", SidecarReadError.Malformed)]
    [InlineData("null", SidecarReadError.UnknownVersion)]
    [InlineData("[]", SidecarReadError.Malformed)]
    [InlineData("{\"version\":1}", SidecarReadError.Malformed)]
    [InlineData("{\"version\":2}", SidecarReadError.UnknownVersion)]
    [InlineData("{\"version\":\"1\"}", SidecarReadError.Malformed)]
    [InlineData("{\"a\":\"b\"}", SidecarReadError.Malformed)]
    public void Foreign_json_is_refused_with_the_reason(string json, SidecarReadError expected)
    {
        Assert.False(SidecarReader.TryRead(Encoding.UTF8.GetBytes(json), out var sidecar, out var error));

        Assert.Null(sidecar);
        Assert.Equal(expected, error);
    }

    [Theory]
    [InlineData("segments")]
    [InlineData("sipCallId")]
    [InlineData("format")]
    [InlineData("tags")]
    public void Null_where_a_value_belongs_is_refused(string key)
    {
        var json = JsonNode.Parse(SidecarText.Whole)!.AsObject();
        json[key] = null;

        Assert.False(SidecarReader.TryRead(Encoding.UTF8.GetBytes(json.ToJsonString()), out _, out var error));

        Assert.Equal(SidecarReadError.Malformed, error);
    }

    [Theory]
    [InlineData("segments")]
    [InlineData("cues")]
    [InlineData("quality")]
    public void Null_in_a_list_is_refused(string key)
    {
        var json = JsonNode.Parse(SidecarText.Whole)!.AsObject();
        json[key]!.AsArray().Add(null);

        Assert.False(
            SidecarReader.TryRead(Encoding.UTF8.GetBytes(json.ToJsonString()), out var sidecar, out var error));

        Assert.Null(sidecar);
        Assert.Equal(SidecarReadError.Malformed, error);
    }

    // REQ: I-07
    [Fact]
    public void Damaged_files_are_refused_and_never_throw()
    {
        var random = new Random(20261120);
        var whole = Encoding.UTF8.GetBytes(SidecarText.Whole);
        for (var round = 0; round < 3000; round++)
        {
            var damaged = whole.AsSpan(0, random.Next(whole.Length + 1)).ToArray();
            for (var i = random.Next(4); i > 0 && damaged.Length > 0; i--)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);

            var read = SidecarReader.TryRead(damaged, out var sidecar, out var error);

            Assert.Equal(read, sidecar is not null);
            Assert.Equal(read, error == SidecarReadError.None);
        }
    }

    [Fact]
    public void A_file_that_is_not_there_is_unreadable()
    {
        using var folder = new TempFolder();

        Assert.False(SidecarReader.TryRead(folder["none.json"], out _, out var error));

        Assert.Equal(SidecarReadError.Unreadable, error);
    }

    [Fact]
    public void A_file_larger_than_any_sidecar_is_not_loaded()
    {
        using var folder = new TempFolder();
        using (var file = File.Create(folder["large.json"]))
            file.SetLength(SidecarReader.MaxBytes + 1L);

        Assert.False(SidecarReader.TryRead(folder["large.json"], out _, out var error));

        Assert.Equal(SidecarReadError.TooLarge, error);
    }

    [Fact]
    public void A_segment_knows_its_kind_in_any_spelling_and_ends_before_its_end()
    {
        var segment = new SidecarSegment("Pause", 5000, 7000, 40_000, 56_000, "PauseRequested");

        Assert.True(segment.Is(SegmentKind.Pause));
        Assert.False(segment.Is(SegmentKind.Talk));
        Assert.True(segment.Covers(5000));
        Assert.True(segment.Covers(6999.9));
        Assert.False(segment.Covers(7000));
        Assert.False(segment.Covers(4999.9));
    }
}
