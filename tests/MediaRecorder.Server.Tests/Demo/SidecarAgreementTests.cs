using System.Reflection;
using MediaRecorder.Catalog.Sidecars;
using MediaRecorder.Policy.Model;
using Written = MediaRecorder.Recording.Sidecars;

namespace MediaRecorder.Server.Tests.Demo;

/// <summary>
/// What Recording writes is what the Catalog reads. Here, because the two rooms do not know each other.
/// </summary>
public class SidecarAgreementTests
{
    // REQ: B-08
    [Fact]
    public void A_sidecar_by_Recording_is_read_whole_by_the_Catalog()
    {
        var written = new Written.Sidecar
        {
            Recording = "r-1",
            CallReference = "c-1",
            SipCallId = "id",
            Trunk = "carrier",
            Direction = "inbound",
            Caller = "1",
            Callee = "2",
            StartedAt = new DateTimeOffset(2026, 11, 20, 10, 0, 0, TimeSpan.Zero),
            EndedAt = new DateTimeOffset(2026, 11, 20, 10, 0, 2, TimeSpan.Zero),
            Seconds = 2,
            EndCause = "hangup",
            Format = new Written.SidecarFormat
            {
                SampleRate = 8000,
                Layout = "multi",
                PcmBecause = "twoLaws",
                Channels = [new(0, "customer", 0, "a.wav"), new(1, "agent", null, "a.wav")],
            },
            Segments =
            [
                new Written.SidecarSegment
                {
                    Kind = SegmentKind.Pause,
                    StartMs = 1,
                    EndMs = 2,
                    StartSample = 8,
                    EndSample = 16,
                    Cause = "x",
                    By = "agent",
                },
            ],
            Cues = [new(-5, "CallOffered", "signalling", "INVITE")],
            Quality = [new(0, "customer", 1, 2, 3, 4, 5, 6, 7, 8, 9.5, 10.5, -11.5, 4.2)],
        };
        written.Tags["class"] = "standard";

        Assert.True(SidecarReader.TryRead(Write(written), out var read, out var error), error.ToString());

        Assert.Equal(
            ("r-1", "c-1", "id", "carrier"), (read.RecordingId, read.CallReference, read.SipCallId, read.Trunk));
        Assert.Equal(("inbound", "1", "2", "hangup"), (read.Direction, read.Caller, read.Callee, read.EndCause));
        Assert.Equal((written.StartedAt, written.EndedAt, 2.0, written.State), (
            read.StartedAt, read.EndedAt, read.Seconds, read.State));
        Assert.Equal(("wav", "pcm16", 8000), (read.Format.Container, read.Format.Encoding, read.Format.SampleRate));
        Assert.Equal(("multi", "twoLaws"), (read.Format.Layout, read.Format.PcmBecause));
        Assert.Equal(
            [new SidecarChannel(0, "customer", 0, "a.wav"), new SidecarChannel(1, "agent", null, "a.wav")],
            read.Format.Channels);
        var segment = Assert.Single(read.Segments);
        Assert.True(segment.Is(SegmentKind.Pause));
        Assert.Equal((1, 2, 8, 16, "x", "agent"), (
            segment.StartMs, segment.EndMs, segment.StartSample, segment.EndSample, segment.Cause, segment.By));
        Assert.Equal([new SidecarCue(-5, "CallOffered", "signalling", "INVITE")], read.Cues);
        Assert.Equal([new SidecarLegQuality(0, "customer", 1, 2, 3, 4, 5, 6, 7, 8, 9.5, 10.5, -11.5, 4.2)], read.Quality);
        Assert.Equal("standard", read.Tags["class"]);
    }

    // The writer is internal to its room; its bytes are what counts.
    private static byte[] Write(Written.Sidecar sidecar)
    {
        const string name = "MediaRecorder.Recording.Sidecars.SidecarJson";
        var writer = typeof(Written.Sidecar).Assembly.GetType(name, throwOnError: true)!;
        return (byte[])writer.GetMethod("Write", BindingFlags.Public | BindingFlags.Static)!.Invoke(null, [sidecar])!;
    }
}
