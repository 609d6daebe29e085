using MediaRecorder.Containers.Wav;
using MediaRecorder.Recording.Commands;
using MediaRecorder.Recording.Facts;
using MediaRecorder.Recording.Files;
using MediaRecorder.Recording.Layouts;
using MediaRecorder.Recording.Sidecars;
using Microsoft.Extensions.Logging;

namespace MediaRecorder.Recording.Publishing;

/// <summary>
/// Finishes what a killed process left in the spool: makes the header true, builds the sidecar from the journal,
/// publishes. Runs once, before any worker starts. Never throws and never deletes audio; what cannot be finished stays
/// for the next time. Safe to be killed itself: each step leaves the spool as it was, or done.
/// </summary>
internal sealed class SpoolSweep(
    IFileSystem files, RecordingFolders folders, Action<RecordingFact> onFact, RecordingMetrics metrics, ILogger log)
{
    // A journal holds a line per cue; this is years of them.
    private const long MaxJournalBytes = 64 << 20;

    /// <summary>Facts tell of each recording. Answers how many were published.</summary>
    public int Run()
    {
        int published = 0;
        foreach (string path in List(RecordingFolders.PartEnding))
        {
            if (Guarded(path, TryRecover))
                published++;
        }

        foreach (string path in List(RecordingFolders.JournalEnding))
            Guarded(path, TryTidyJournal);
        foreach (string path in List(RecordingFolders.SidecarPartEnding))
            Guarded(path, TryTidySidecar);
        return published;
    }

    private bool TryRecover(string path)
    {
        string name = NameOf(path, RecordingFolders.PartEnding);
        bool isOurs = RecordingFolders.TryParseName(name, out DateTimeOffset startedAt, out Guid id);
        if (!isOurs)
        {
            RecordingLog.SweepFailed(log, path, "not a name of a recording");
            return false;
        }

        IOpenFile audio = files.Open(path);
        try
        {
            // Like a header patch this claims nothing that is not there: a torn last frame is cut off.
            long bytes = RecordingFile.Format.ClaimableBytes(Math.Max(0, audio.Length - WavHeader.PlainBytes));
            long samples = bytes / RecordingFile.Format.BytesPerFrame;
            Sidecar sidecar = ReadJournal(name, samples) ?? new Sidecar
            {
                Recording = id.ToString("D"),
                StartedAt = startedAt,
                Format = new SidecarFormat { SampleRate = Recording.SampleRate },
            };
            sidecar.State = Sidecar.StateCompleted;
            sidecar.Recovered = true;
            sidecar.Seconds = (double)samples / Recording.SampleRate;
            sidecar.EndedAt = sidecar.StartedAt.AddSeconds(sidecar.Seconds);

            // The folder and the names follow the name in the spool, so that a second sweep finds the same place.
            var file = new RecordingFile(folders, new RecordingId(id), sidecar.CallReference, startedAt)
            {
                Audio = audio
            };
            file.AudioBytes = samples * StereoLayout.BytesPerFrame;
            bool completed = false;
            new Publisher(files, Report, metrics, log).Publish(new FinishOrder(file, sidecar, samples));
            return completed;

            void Report(RecordingFact fact)
            {
                completed = fact is RecordingCompleted;
                onFact(fact);
            }
        }
        finally
        {
            audio.Dispose();
        }
    }

    private Sidecar? ReadJournal(string name, long samples)
    {
        string path = Path.Combine(folders.Spool, name + RecordingFolders.JournalEnding);
        if (!files.Exists(path))
            return null;
        using IOpenFile journal = files.Open(path);
        byte[] bytes = new byte[Math.Min(journal.Length, MaxJournalBytes)];
        int read = journal.Read(0, bytes);
        return JournalJson.TryRead(bytes.AsSpan(0, read), samples, out Sidecar? sidecar) ? sidecar : null;
    }

    // Killed between the last rename and the journal's end: the audio is published, nothing is left to do.
    private bool TryTidyJournal(string path)
    {
        string name = NameOf(path, RecordingFolders.JournalEnding);
        if (files.Exists(Path.Combine(folders.Spool, name + RecordingFolders.PartEnding)))
            return false;
        if (!RecordingFolders.TryParseName(name, out DateTimeOffset startedAt, out _)
            || !files.Exists(Path.Combine(folders.DayFolder(startedAt), name + RecordingFolders.AudioEnding)))
        {
            RecordingLog.SweepOrphan(log, path);
            return false;
        }

        files.Delete(path);
        return true;
    }

    // Half a sidecar is of no use once its recording went through this sweep.
    private bool TryTidySidecar(string path)
    {
        string name = NameOf(path, RecordingFolders.SidecarPartEnding);
        if (files.Exists(Path.Combine(folders.Spool, name + RecordingFolders.PartEnding)))
            return false;
        files.Delete(path);
        return true;
    }

    private IReadOnlyList<string> List(string ending)
    {
        try
        {
            return files.List(folders.Spool, ending);
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            RecordingLog.SweepFailed(log, folders.Spool, e.Message);
            return [];
        }
    }

    // Everything, also a fault of our own: a spool file that breaks the sweep must not keep the recorder from starting.
    private bool Guarded(string path, Func<string, bool> step)
    {
        try
        {
            return step(path);
        }
        catch (Exception e)
        {
            RecordingLog.SweepFailed(log, path, e.Message);
            return false;
        }
    }

    private static string NameOf(string path, string ending) => Path.GetFileName(path)[..^ending.Length];
}
