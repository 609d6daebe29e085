using MediaRecorder.Containers.Wav;
using MediaRecorder.Policy.Cues;
using MediaRecorder.Policy.Model;
using MediaRecorder.Recording.Facts;
using MediaRecorder.Recording.Publishing;
using MediaRecorder.Recording.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace MediaRecorder.Recording.Tests.Files;

/// <summary>The same short call with the 1st, 2nd, … nth operation of each kind failing.</summary>
public sealed class FailureSweepTests
{
    public static TheoryData<string> Operations => [.. Enum.GetNames<DiskOperation>()];

    // REQ: B-09 B-12
    [Theory]
    [MemberData(nameof(Operations))]
    public void Whatever_fails_once_the_call_ends_in_one_fact_and_the_next_sweep_publishes_it(string name)
    {
        var operation = Enum.Parse<DiskOperation>(name);
        int total = Run(_ => { }).Counts.GetValueOrDefault(operation);
        for (int failing = 1; failing <= total; failing++)
        {
            int number = failing;
            Run(disk => disk.Fails = (kind, _, count) => kind == operation && count == number);
        }
    }

    // REQ: B-09 B-12
    [Theory]
    [MemberData(nameof(Operations))]
    public void Whatever_fails_from_some_time_on_the_call_ends_in_one_fact_and_the_next_sweep_publishes_it(string name)
    {
        var operation = Enum.Parse<DiskOperation>(name);
        int total = Run(_ => { }).Counts.GetValueOrDefault(operation);
        for (int failing = 1; failing <= total; failing += 3)
        {
            int number = failing;
            Run(disk => disk.Fails = (kind, _, count) => kind == operation && count >= number);
        }
    }

    private static MemoryFileSystem Run(Action<MemoryFileSystem> breakDisk)
    {
        using var stage = new Stage();
        breakDisk(stage.Disk);
        stage.Answered();
        stage.RunTo(1500);
        stage.Play(new HoldStarted(stage.NowNs, CueSource.Signalling, "", LegId.Egress));
        stage.RunTo(2500);
        stage.HangUp();

        Assert.Single(stage.Facts, fact => fact is RecordingCompleted or RecordingFailed);
        Assert.Equal(0, stage.Pool.RentedBlocks);
        Assert.Equal(0, stage.Worker.OpenRecordings);
        bool completed = stage.Facts[^1] is RecordingCompleted;

        // The disk is well again and the process starts anew.
        stage.Disk.Fails = (_, _, _) => false;
        bool created = stage.Disk.CountOf(".part") + stage.Disk.CountOf(".wav") > 0;
        new SpoolSweep(stage.Disk, Stage.Folders, stage.Facts.Add, stage.Metrics, NullLogger.Instance).Run();
        Assert.Equal(0, stage.Disk.CountOf(".part"));
        if (!created)
        {
            Assert.False(completed);
            return stage.Disk;
        }

        Assert.Equal(
            (1, 1, 0), (stage.Disk.CountOf(".wav"), stage.Disk.CountOf(".json"), stage.Disk.CountOf(".journal")));
        Assert.Equal(!completed, stage.Sidecar().Recovered);
        ReadOnlySpan<byte> wav = stage.Disk.Only(".wav").Bytes;
        Assert.True(WavReader.TryParse(wav, wav.Length, out WavFile file, out _));
        Assert.Equal(wav.Length, file.AudioOffset + file.AudioBytes);
        if (completed)
            Assert.Equal(2500 * 8, file.Frames);
        return stage.Disk;
    }
}
