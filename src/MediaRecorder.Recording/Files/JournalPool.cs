using System.Diagnostics.CodeAnalysis;

namespace MediaRecorder.Recording.Files;

/// <summary>
/// Journals of recordings that are published, emptied and kept for those to come. Creating a file and deleting it again
/// is dear: ext4 without a journal of its own passes over each inode deleted in the last minutes, so that at 100 calls a
/// second creating was most of what a recording cost. Any thread.
/// </summary>
internal sealed class JournalPool(IFileSystem files) : IDisposable
{
    /// <summary>As many as begin while others end; more are deleted.</summary>
    public const int MaxSpares = 64;

    private readonly Lock _gate = new();
    private readonly Stack<(IOpenFile File, string Path)> _spares = new();
    private bool _isClosed;

    /// <summary>An empty file of that name; throws as <see cref="IFileSystem.Create"/> does.</summary>
    public IOpenFile Create(string path)
    {
        if (!TryTake(out (IOpenFile File, string Path) spare))
            return files.Create(path);
        try
        {
            files.Move(spare.Path, path);
            return spare.File;
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            spare.File.Dispose();
            return files.Create(path);
        }
    }

    /// <summary>The recording needs its journal no more: its name is gone afterwards. Throws when it cannot be.</summary>
    public void Retire(RecordingFile file)
    {
        IOpenFile? journal = file.Journal;
        file.Journal = null;
        if (journal is not null && TryKeep(journal, file.JournalPath))
            return;
        journal?.Dispose();
        files.Delete(file.JournalPath);
    }

    /// <summary>Deletes what is kept, as far as the disk lets it: the next sweep does the rest.</summary>
    public void Dispose()
    {
        lock (_gate)
            _isClosed = true;
        while (TryTake(out (IOpenFile File, string Path) spare))
            Discard(spare.File, spare.Path);
    }

    private bool TryTake([NotNullWhen(true)] out (IOpenFile File, string Path) spare)
    {
        lock (_gate)
            return _spares.TryPop(out spare);
    }

    private bool TryKeep(IOpenFile journal, string path)
    {
        lock (_gate)
        {
            if (_isClosed || _spares.Count >= MaxSpares)
                return false;
        }

        string spare = path + RecordingFolders.SpareEnding;
        try
        {
            // Before it is emptied: under its own name an empty one would be a recording that knows nothing of itself.
            files.Move(path, spare);
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            return false;
        }

        try
        {
            journal.SetLength(0);
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            Discard(journal, spare);
            return true;
        }

        lock (_gate)
        {
            if (!_isClosed)
            {
                _spares.Push((journal, spare));
                return true;
            }
        }

        Discard(journal, spare);
        return true;
    }

    private void Discard(IOpenFile file, string path)
    {
        file.Dispose();
        try
        {
            files.Delete(path);
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            // It is empty and the sweep's.
        }
    }
}
