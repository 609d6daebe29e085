using MediaRecorder.Policy.Cues;
using MediaRecorder.Policy.Model;
using MediaRecorder.Recording.Facts;
using MediaRecorder.Recording.Publishing;
using MediaRecorder.Recording.Sidecars;
using MediaRecorder.Recording.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace MediaRecorder.Recording.Tests.Files;

// REQ: B-09
public sealed class SpoolSweepTests
{
    [Fact]
    public void A_killed_recording_is_published_with_its_index_and_lacks_less_than_a_second()
    {
        using Stage stage = Killed(5000);
        RecordingCompleted completed = Assert.IsType<RecordingCompleted>(Assert.Single(Sweep(stage)));
        Assert.True(completed.Recovered);
        Assert.Equal("call-7", completed.CallReference);
        Assert.InRange(completed.Seconds, 4, 5);

        PublishedAudio audio = stage.Audio();
        audio.AssertTone(0, 440, 0, 3000);
        audio.AssertSilent(0, 3000, audio.Samples / 8);
        Sidecar sidecar = stage.Sidecar();
        Assert.Equal((true, "completed", "+491701"), (sidecar.Recovered, sidecar.State, sidecar.Caller));
        Assert.Equal(Stage.AnsweredAt.AddSeconds(audio.Samples / 8000.0), sidecar.EndedAt);
        Assert.Equal(
            [(SegmentKind.Talk, 0L, 24_000L), (SegmentKind.Hold, 24_000L, audio.Samples)],
            sidecar.Segments.Select(s => (s.Kind, s.StartSample, s.EndSample)));
        Assert.Equal(3, sidecar.Cues.Count);
        Assert.Equal(2, stage.Disk.Files.Count);
    }

    [Fact]
    public void A_file_cut_off_at_any_byte_becomes_a_valid_wav_with_all_whole_frames()
    {
        using Stage stage = Killed(1500);
        var whole = new Dictionary<string, byte[]>();
        foreach ((string path, MemoryFile file) in stage.Disk.Files)
            whole[path] = file.Bytes.ToArray();
        string part = whole.Keys.Single(path => path.EndsWith(".wav.part", StringComparison.Ordinal));
        string journal = whole.Keys.Single(path => path.EndsWith(".journal", StringComparison.Ordinal));
        int length = whole[part].Length;
        IEnumerable<int> cuts =
            [.. Enumerable.Range(0, 130), .. Enumerable.Range(length - 9, 10), 5000, 5001, 5002, 5003];
        foreach (int cut in cuts)
        {
            stage.Disk.Files.Clear();
            Restore(stage.Disk, part, whole[part].AsSpan(0, cut));
            Restore(stage.Disk, journal, whole[journal].AsSpan(0, Math.Min(whole[journal].Length, 5 * cut)));
            Assert.IsType<RecordingCompleted>(Assert.Single(Sweep(stage)));
            Assert.Equal(Math.Max(0, cut - 94) / 4, stage.Audio().Samples);
            Assert.True(stage.Sidecar().Recovered);
            Assert.Equal(stage.Id.ToString(), stage.Sidecar().Recording);
            Assert.Equal(2, stage.Disk.Files.Count);
        }
    }

    [Fact]
    public void A_file_without_a_journal_is_published_with_what_its_name_tells()
    {
        using Stage stage = Killed(2000);
        stage.Disk.Files.Remove(
            stage.Disk.Files.Keys.Single(path => path.EndsWith(".journal", StringComparison.Ordinal)));
        Assert.IsType<RecordingCompleted>(Assert.Single(Sweep(stage)));
        Sidecar sidecar = stage.Sidecar();
        Assert.Equal(
            (stage.Id.ToString(), "", Stage.AnsweredAt), (sidecar.Recording, sidecar.CallReference, sidecar.StartedAt));
    }

    [Fact]
    public void A_sweep_killed_at_any_step_is_finished_by_the_next()
    {
        for (int kill = 1; kill < 20; kill++)
        {
            using Stage stage = Killed(1200);
            int steps = 0;
            int killAt = kill;
            stage.Disk.Fails = (_, _, _) => ++steps >= killAt;
            Sweep(stage);
            stage.Disk.Fails = (_, _, _) => false;
            Sweep(stage);
            Assert.Equal([".json", ".wav"], stage.Disk.Files.Keys.Select(Path.GetExtension).Order());
            Assert.True(stage.Audio().Samples > 0);
        }
    }

    [Fact]
    public void What_is_not_ours_is_left_alone()
    {
        var disk = new MemoryFileSystem();
        Restore(disk, "/spool/holiday.wav.part", [1, 2, 3]);
        Restore(disk, "/spool/notes.txt", [4]);
        Restore(disk, "/spool/lost.journal", [5]);
        using var stage = new Stage(disk);
        Assert.Empty(Sweep(stage));
        Assert.Equal(3, disk.Files.Count);
    }

    private static Stage Killed(int atMs)
    {
        Stage stage = new Stage().Answered();
        stage.RunTo(Math.Min(3000, atMs));
        if (atMs > 3000)
            stage.Play(new HoldStarted(stage.NowNs, CueSource.Signalling, "a=sendonly", LegId.Egress));
        stage.RunTo(atMs);
        return stage;
    }

    private static List<RecordingFact> Sweep(Stage stage)
    {
        var facts = new List<RecordingFact>();
        new SpoolSweep(stage.Disk, Stage.Folders, facts.Add, stage.Metrics, NullLogger.Instance).Run();
        return facts;
    }

    private static void Restore(MemoryFileSystem disk, string path, ReadOnlySpan<byte> bytes)
    {
        var file = new MemoryFile();
        file.Write(0, bytes);
        disk.Files[path] = file;
    }
}
