using MediaRecorder.Recording.Commands;
using MediaRecorder.Recording.Files;
using MediaRecorder.Recording.Publishing;
using MediaRecorder.Recording.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace MediaRecorder.Recording.Tests.Files;

// REQ: B-09, J-01
public sealed class JournalPoolTests : IDisposable
{
    private readonly MemoryFileSystem _disk = new();
    private readonly JournalPool _pool;

    public JournalPoolTests() => _pool = new JournalPool(_disk);

    public void Dispose() => _pool.Dispose();

    [Fact]
    public void The_journal_of_a_published_recording_becomes_that_of_the_next_and_is_empty()
    {
        RecordingFile first = Begin(1);
        first.Journal!.Write(0, "who called whom"u8);
        _pool.Retire(first);
        Assert.False(_disk.Exists(first.JournalPath));
        Assert.Equal(0, _disk.Only(RecordingFolders.SpareEnding).Bytes.Length);

        RecordingFile second = Begin(2);

        Assert.Equal(second.JournalPath, Assert.Single(_disk.Files.Keys));
        second.Journal!.Write(0, "x"u8);
        Assert.Equal("x"u8, _disk.Files[second.JournalPath].Bytes);
        Assert.Equal((1, 0), (_disk.Counts[DiskOperation.Create], _disk.Counts.GetValueOrDefault(DiskOperation.Delete)));
    }

    [Fact]
    public void No_more_are_kept_than_begin_while_others_end()
    {
        RecordingFile[] files = [.. Enumerable.Range(0, JournalPool.MaxSpares + 10).Select(Begin)];
        foreach (RecordingFile file in files)
            _pool.Retire(file);

        Assert.Equal(JournalPool.MaxSpares, _disk.CountOf(RecordingFolders.SpareEnding));
        Assert.Equal(JournalPool.MaxSpares, _disk.Files.Count);
    }

    [Theory]
    [InlineData(nameof(DiskOperation.Move))]
    [InlineData(nameof(DiskOperation.SetLength))]
    public void What_cannot_be_kept_is_deleted(string failing)
    {
        RecordingFile file = Begin(1);
        _disk.Fails = (operation, _, _) => $"{operation}" == failing;

        _pool.Retire(file);

        Assert.Empty(_disk.Files);
    }

    [Fact]
    public void A_spare_that_cannot_be_renamed_is_left_and_a_new_journal_made()
    {
        _pool.Retire(Begin(1));
        _disk.Fails = (operation, _, _) => operation == DiskOperation.Move;

        RecordingFile second = Begin(2);

        second.Journal!.Write(0, "x"u8);
        Assert.True(_disk.Exists(second.JournalPath));
    }

    [Fact]
    public void The_end_leaves_none_and_what_is_retired_afterwards_is_deleted()
    {
        RecordingFile late = Begin(1);
        _pool.Retire(Begin(2));

        _pool.Dispose();
        _pool.Retire(late);

        Assert.Empty(_disk.Files);
    }

    [Fact]
    public void Those_that_a_killed_process_left_are_swept()
    {
        using var stage = new Stage(_disk);
        _pool.Retire(Begin(1));

        new SpoolSweep(_disk, Stage.Folders, stage.Facts.Add, stage.Metrics, NullLogger.Instance).Run();

        Assert.Empty(_disk.Files);
        Assert.Empty(stage.Facts);
    }

    private RecordingFile Begin(int number)
    {
        var file = new RecordingFile(
            Stage.Folders, new RecordingId(new Guid(number, 0, 0, new byte[8])), "call", Stage.AnsweredAt);
        file.Journal = _pool.Create(file.JournalPath);
        return file;
    }
}
