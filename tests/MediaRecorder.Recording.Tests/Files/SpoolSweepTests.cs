using MediaRecorder.Containers.Wav;
using MediaRecorder.Policy.Cues;
using MediaRecorder.Policy.Model;
using MediaRecorder.Recording.Facts;
using MediaRecorder.Recording.Layouts;
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

    // REQ: B-02 B-03
    [Theory]
    [InlineData(LayoutKind.Stereo, RecordingEncoding.G711)]
    [InlineData(LayoutKind.Mono, RecordingEncoding.Pcm16)]
    [InlineData(LayoutKind.AgentOnly, RecordingEncoding.G711)]
    [InlineData(LayoutKind.Multi, RecordingEncoding.Pcm16)]
    [InlineData(LayoutKind.Multi, RecordingEncoding.G711)]
    [InlineData(LayoutKind.PerLeg, RecordingEncoding.Pcm16)]
    [InlineData(LayoutKind.PerLeg, RecordingEncoding.G711)]
    public void A_killed_recording_of_any_layout_is_published_as_what_it_is(LayoutKind kind, RecordingEncoding encoding)
    {
        using Stage stage = Killed(5000, new LayoutRules { Kind = kind, Encoding = encoding });
        Assert.IsType<RecordingCompleted>(Assert.Single(Sweep(stage)));
        Sidecar sidecar = stage.Sidecar();
        Assert.True(sidecar.Recovered);
        Assert.Equal(char.ToLowerInvariant($"{kind}"[0]) + $"{kind}"[1..], sidecar.Format.Layout);
        Assert.Equal(encoding == RecordingEncoding.Pcm16 ? "pcm16" : "mulaw", sidecar.Format.Encoding);
        Assert.Equal(3, sidecar.Legs.Count);
        int heard = 0;
        foreach (SidecarChannel channel in sidecar.Format.Channels)
        {
            PublishedAudio audio = stage.Audio(channel.File);
            Assert.InRange(audio.Samples, 4000 * 8, 5000 * 8);
            Assert.Equal(sidecar.Seconds, audio.Samples / 8000.0);
            if (channel.Leg is not { } leg)
                continue;
            heard++;

            // The hold, of which the policy knows the first two parties.
            if (leg < 2)
                audio.AssertSilent(channel.Index, 3000, audio.Samples / 8);
            audio.AssertTone(channel.Index, leg switch { 0 => 440, 1 => 1000, _ => 1800 }, leg == 2 ? 2000 : 0, 3000);
        }

        Assert.Equal(kind switch { LayoutKind.Mono => 0, LayoutKind.AgentOnly => 1, LayoutKind.Stereo => 2, _ => 3 }, heard);
        Assert.Equal(1 + sidecar.Format.Channels.Select(channel => channel.File).Distinct().Count(), stage.Disk.Files.Count);
    }

    // REQ: B-02
    [Fact]
    public void Files_of_one_recording_without_a_journal_are_published_together_by_their_names()
    {
        using Stage stage = Killed(3000, new LayoutRules { Kind = LayoutKind.PerLeg, Encoding = RecordingEncoding.G711 });
        Forget(stage.Disk, ".journal");
        Assert.IsType<RecordingCompleted>(Assert.Single(Sweep(stage)));
        Sidecar sidecar = stage.Sidecar();
        Assert.Equal(("perLeg", "mulaw", 8000), (sidecar.Format.Layout, sidecar.Format.Encoding, sidecar.Format.SampleRate));
        Assert.Equal(
            ["agent", "customer", "thirdParty"], sidecar.Format.Channels.Select(channel => channel.Role));
        Assert.All(sidecar.Format.Channels, channel => stage.Audio(channel.File));
    }

    // REQ: B-02
    [Fact]
    public void A_file_that_was_never_created_is_told_as_missing_and_the_shorter_ones_are_filled_up()
    {
        using Stage stage = Killed(3000, new LayoutRules { Kind = LayoutKind.PerLeg, Encoding = RecordingEncoding.G711 });
        Forget(stage.Disk, ".customer.wav.part");
        stage.Disk.Only(".agent.wav.part").SetLength(94 + 8001);
        Assert.IsType<RecordingCompleted>(Assert.Single(Sweep(stage)));
        Sidecar sidecar = stage.Sidecar();
        Assert.Equal(
            [
                new SidecarLeg(0, "customer", null, Publisher.NoFile), new SidecarLeg(1, "agent", 0, null),
                new SidecarLeg(2, "thirdParty", 1, null, JoinedMs: 2000),
            ],
            sidecar.Legs);
        PublishedAudio agent = stage.Audio(".agent.wav");
        Assert.Equal(stage.Audio(".thirdParty-2.wav").Samples, agent.Samples);
        agent.AssertTone(0, 1000, 0, 1000);
        agent.AssertSilent(0, 1001, agent.Samples / 8);
    }

    // REQ: B-02
    [Theory]
    [InlineData(LayoutKind.Stereo, RecordingEncoding.Pcm16)]
    [InlineData(LayoutKind.Multi, RecordingEncoding.G711)]
    [InlineData(LayoutKind.PerLeg, RecordingEncoding.G711)]
    public void A_file_whose_head_was_lost_keeps_its_audio_by_what_the_journal_tells(
        LayoutKind kind, RecordingEncoding encoding)
    {
        using Stage stage = Killed(3000, new LayoutRules { Kind = kind, Encoding = encoding });
        LoseHeads(stage.Disk, kind == LayoutKind.Multi ? WavHeader.MaxBytes : WavHeader.PlainBytes);
        Assert.IsType<RecordingCompleted>(Assert.Single(Sweep(stage)));
        foreach (SidecarChannel channel in stage.Sidecar().Format.Channels.Where(channel => channel.Leg < 2))
        {
            PublishedAudio audio = stage.Audio(channel.File);
            Assert.InRange(audio.Samples, 2000 * 8, 3000 * 8);
            audio.AssertTone(channel.Index, channel.Leg == 0 ? 440 : 1000, 0, 2000);
        }
    }

    [Fact]
    public void A_file_of_which_neither_head_nor_journal_tells_the_format_stays_in_the_spool()
    {
        using Stage stage = Killed(2000);
        LoseHeads(stage.Disk, WavHeader.PlainBytes);
        Forget(stage.Disk, ".journal");
        byte[] before = stage.Disk.Only(".wav.part").Bytes.ToArray();
        Assert.Empty(Sweep(stage));
        Assert.Equal(before, stage.Disk.Only(".wav.part").Bytes.ToArray());
        Assert.Single(stage.Disk.Files);
    }

    // The process dies in the middle of publishing: nothing after that moment reaches the disk.
    // REQ: B-02
    [Theory]
    [InlineData(".customer.wav")]
    [InlineData(".agent.wav")]
    public void A_sidecar_that_was_published_before_the_kill_keeps_what_it_says(string killedAt)
    {
        using Stage stage = new Stage(layout: new LayoutRules { Kind = LayoutKind.PerLeg }, maxBlocks: 16).Answered();
        stage.RunTo(2000);
        bool isDead = false;
        stage.Disk.Fails = (operation, path, _) =>
            isDead |= operation == DiskOperation.Move && path.EndsWith(killedAt, StringComparison.Ordinal);
        stage.HangUp();
        Assert.True(isDead);
        stage.Disk.Fails = (_, _, _) => false;
        RecordingCompleted completed = Assert.IsType<RecordingCompleted>(Assert.Single(Sweep(stage)));
        Sidecar sidecar = stage.Sidecar();
        Assert.Equal((false, "callerHungUp", 2), (sidecar.Recovered, sidecar.EndCause, sidecar.Quality.Count));
        Assert.Equal([".json", ".wav", ".wav"], stage.Disk.Files.Keys.Select(Path.GetExtension).Order());
        Assert.Equal(
            completed.AudioPaths.Order(),
            stage.Disk.Files.Keys.Where(path => path.EndsWith(".wav", StringComparison.Ordinal)).Order());
        Assert.All(sidecar.Format.Channels, channel => Assert.Equal(2000 * 8, stage.Audio(channel.File).Samples));
    }

    [Fact]
    public void A_file_without_a_journal_is_published_with_what_its_name_tells()
    {
        using Stage stage = Killed(2000);
        Forget(stage.Disk, ".journal");
        Assert.IsType<RecordingCompleted>(Assert.Single(Sweep(stage)));
        Sidecar sidecar = stage.Sidecar();
        Assert.Equal(
            (stage.Id.ToString(), "", Stage.AnsweredAt), (sidecar.Recording, sidecar.CallReference, sidecar.StartedAt));
    }

    [Theory]
    [InlineData(LayoutKind.Stereo)]
    [InlineData(LayoutKind.PerLeg)]
    public void A_sweep_killed_at_any_step_is_finished_by_the_next(LayoutKind kind)
    {
        for (int kill = 1; kill < 40; kill++)
        {
            using Stage stage = Killed(1200, new LayoutRules { Kind = kind, Encoding = RecordingEncoding.G711 });
            int steps = 0;
            int killAt = kill;
            stage.Disk.Fails = (_, _, _) => ++steps >= killAt;
            Sweep(stage);
            stage.Disk.Fails = (_, _, _) => false;
            Sweep(stage);
            Assert.Equal(
                kind == LayoutKind.Stereo ? [".json", ".wav"] : [".json", ".wav", ".wav"],
                stage.Disk.Files.Keys.Select(Path.GetExtension).Order());
            Assert.Equal(2, stage.Sidecar().Format.Channels.Count);
            Assert.All(stage.Sidecar().Format.Channels, channel => Assert.True(stage.Audio(channel.File).Samples > 0));
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

    private static Stage Killed(int atMs, LayoutRules? layout = null)
    {
        Stage stage = new Stage(layout: layout, maxBlocks: 16).Answered();
        if (layout is not null && atMs > 2000)
        {
            stage.RunTo(2000);
            stage.Join(2, LegRole.ThirdParty, 1800);
        }

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

    // The first page of a file may be missing after a power cut.
    private static void LoseHeads(MemoryFileSystem disk, int bytes)
    {
        foreach ((string path, MemoryFile file) in disk.Files)
        {
            if (path.EndsWith(".wav.part", StringComparison.Ordinal))
                file.Write(0, new byte[bytes]);
        }
    }

    private static void Forget(MemoryFileSystem disk, string ending) =>
        disk.Files.Remove(disk.Files.Keys.Single(path => path.EndsWith(ending, StringComparison.Ordinal)));

    private static void Restore(MemoryFileSystem disk, string path, ReadOnlySpan<byte> bytes)
    {
        var file = new MemoryFile();
        file.Write(0, bytes);
        disk.Files[path] = file;
    }
}
