using MediaRecorder.Policy.Cues;
using MediaRecorder.Policy.Model;
using MediaRecorder.Recording.Facts;
using MediaRecorder.Recording.Layouts;
using MediaRecorder.Recording.Publishing;
using MediaRecorder.Recording.Sidecars;
using MediaRecorder.Recording.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace MediaRecorder.Recording.Tests.Files;

/// <summary>The same short call with the 1st, 2nd, … nth operation of each kind failing.</summary>
public sealed class FailureSweepTests
{
    public static TheoryData<string, LayoutKind> Operations
    {
        get
        {
            var operations = new TheoryData<string, LayoutKind>();
            foreach (string name in Enum.GetNames<DiskOperation>())
            {
                operations.Add(name, LayoutKind.Stereo);
                operations.Add(name, LayoutKind.PerLeg);
            }

            return operations;
        }
    }

    // REQ: B-09 B-12
    [Theory]
    [MemberData(nameof(Operations))]
    public void Whatever_fails_once_the_call_ends_in_one_fact_and_the_next_sweep_publishes_it(
        string name, LayoutKind kind)
    {
        var operation = Enum.Parse<DiskOperation>(name);
        int total = Run(kind, _ => { }).Counts.GetValueOrDefault(operation);
        for (int failing = 1; failing <= total; failing++)
        {
            int number = failing;
            Run(kind, disk => disk.Fails = (kind, _, count) => kind == operation && count == number);
        }
    }

    // REQ: B-09 B-12
    [Theory]
    [MemberData(nameof(Operations))]
    public void Whatever_fails_from_some_time_on_the_call_ends_in_one_fact_and_the_next_sweep_publishes_it(
        string name, LayoutKind kind)
    {
        var operation = Enum.Parse<DiskOperation>(name);
        int total = Run(kind, _ => { }).Counts.GetValueOrDefault(operation);
        for (int failing = 1; failing <= total; failing += 3)
        {
            int number = failing;
            Run(kind, disk => disk.Fails = (kind, _, count) => kind == operation && count >= number);
        }
    }

    private static MemoryFileSystem Run(LayoutKind kind, Action<MemoryFileSystem> breakDisk)
    {
        var layout = new LayoutRules { Kind = kind, Encoding = kind == LayoutKind.Stereo ? default : RecordingEncoding.G711 };
        using var stage = new Stage(layout: layout);
        breakDisk(stage.Disk);
        stage.Answered();
        stage.RunTo(1000);
        stage.Join(2, LegRole.ThirdParty, 1800);
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

        Assert.Equal((1, 0), (stage.Disk.CountOf(".json"), stage.Disk.CountOf(".journal")));
        Sidecar sidecar = stage.Sidecar();
        Assert.Equal(!completed, sidecar.Recovered);
        foreach (string path in stage.Disk.Files.Keys.Where(path => path.EndsWith(".wav", StringComparison.Ordinal)))
        {
            // Without a journal a single file has no list of channels.
            Assert.True(
                sidecar.Format.Channels.Count == 0
                || sidecar.Format.Channels.Exists(channel => channel.File == Path.GetFileName(path)));
            var audio = new PublishedAudio(stage.Disk.Files[path].Bytes);
            Assert.Equal(sidecar.Seconds, audio.Samples / 8000.0);
            if (completed)
                Assert.Equal(2500 * 8, audio.Samples);
        }

        Assert.All(sidecar.Format.Channels, channel => stage.Audio(channel.File));
        return stage.Disk;
    }
}
