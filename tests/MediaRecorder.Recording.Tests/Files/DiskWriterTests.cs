using MediaRecorder.Containers.Wav;
using MediaRecorder.Policy.Model;
using MediaRecorder.Recording.Facts;
using MediaRecorder.Recording.Publishing;
using MediaRecorder.Recording.Sidecars;
using MediaRecorder.Recording.Tests.Fakes;

namespace MediaRecorder.Recording.Tests.Files;

public sealed class DiskWriterTests
{
    // REQ: B-03 B-09
    [Fact]
    public void The_header_never_claims_more_than_is_there_and_lags_less_than_a_second()
    {
        using var stage = new Stage();
        int headers = 0;
        stage.Disk.Written = (path, file) =>
        {
            if (!path.EndsWith(".wav.part", StringComparison.Ordinal))
                return;
            if (file.Length < WavHeader.PlainBytes)
                return;
            headers++;
            Assert.True(WavReader.TryParse(file.Bytes, long.MaxValue / 2, out WavFile claimed, out _));
            Assert.True(claimed.AudioOffset + claimed.AudioBytes <= file.Length);
        };
        stage.Answered();
        for (int ms = 0; ms < 5000; ms += 20)
        {
            stage.RunTo(ms);
            if (ms < 1000)
                continue;
            Assert.True(WavReader.TryParse(
                stage.Disk.Only(".part").Bytes, stage.Disk.Only(".part").Length, out WavFile file, out _));
            Assert.InRange(file.Seconds * 1000, ms - 1000, ms);
        }

        Assert.True(headers > 20);
    }

    [Fact]
    public void When_memory_for_blocks_is_out_the_audio_is_lost_the_clock_is_kept_and_a_gap_is_listed()
    {
        using var stage = new Stage(maxBlocks: 2).Answered();
        stage.RunTo(2000);
        stage.DiskWorks = false;
        stage.RunTo(4000);
        stage.DiskWorks = true;
        stage.RunTo(8000);
        stage.HangUp();

        PublishedAudio audio = stage.Audio();
        Assert.Equal(8000 * 8, audio.Samples);
        SidecarSegment gap = Assert.Single(stage.Sidecar().Segments, s => s.Kind == SegmentKind.Gap);
        Assert.Equal("no-memory", gap.Cause);
        audio.AssertTone(0, 440, 0, (int)gap.StartMs);
        audio.AssertSilent(0, (int)gap.StartMs + 1, (int)gap.EndMs);
        audio.AssertTone(1, 1000, (int)gap.EndMs + 1, 8000);
        Assert.True(stage.Metrics.DroppedBlocks > 0);
        Assert.Equal(0, stage.Pool.RentedBlocks);
        Assert.IsType<RecordingCompleted>(stage.Facts[^1]);
    }

    [Fact]
    public void A_block_that_the_disk_refuses_leaves_silence_and_a_gap()
    {
        using var stage = new Stage();
        int blocks = 0;
        stage.Disk.Fails = (operation, path, _) =>
            operation == DiskOperation.Write && path.EndsWith(".wav.part", StringComparison.Ordinal)
                && ++blocks is > 8 and <= 11;
        stage.Answered();
        stage.RunTo(6000);
        stage.HangUp();

        List<SidecarSegment> gaps = [.. stage.Sidecar().Segments.Where(s => s.Kind == SegmentKind.Gap)];
        Assert.NotEmpty(gaps);
        Assert.All(gaps, gap => Assert.Equal(Publisher.RefusedCause, gap.Cause));
        PublishedAudio audio = stage.Audio();
        Assert.Equal(6000 * 8, audio.Samples);
        foreach (SidecarSegment gap in gaps)
            audio.AssertSilent(0, (int)gap.StartMs + 1, (int)gap.EndMs);
        audio.AssertTone(0, 440, (int)gaps[^1].EndMs + 1, 6000);
        Assert.True(stage.Metrics.DroppedBlocks > 0);
    }

    [Fact]
    public void A_file_that_cannot_be_created_fails_alone()
    {
        var disk = new MemoryFileSystem();
        using var failing = new Stage(disk, id: 1);
        using var other = new Stage(disk, id: 2);
        disk.Fails = (operation, path, _) =>
            operation == DiskOperation.Create && path.Contains(failing.Id.ToString(), StringComparison.Ordinal);
        failing.Answered();
        other.Answered();
        failing.RunTo(2000);
        other.RunTo(2000);
        failing.HangUp();
        other.HangUp();

        RecordingFailed failed = Assert.IsType<RecordingFailed>(Assert.Single(failing.Facts));
        Assert.Equal((NotRecordedReason.CannotCreateFile, "call-7"), (failed.Reason, failed.CallReference));
        Assert.IsType<RecordingCompleted>(other.Facts[^1]);
        Assert.Equal(0, failing.Pool.RentedBlocks);
    }
}
