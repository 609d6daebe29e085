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
        foreach (string path in List(RecordingFolders.SpareEnding))
            Guarded(path, TryDeleteSpare);
        foreach (IGrouping<string, string> parts in List(RecordingFolders.PartEnding).GroupBy(RecordingOf))
        {
            if (Guarded(parts.First(), _ => TryRecover(parts.Key, [.. parts])))
                published++;
        }

        foreach (string path in List(RecordingFolders.JournalEnding))
            Guarded(path, TryTidyJournal);
        foreach (string path in List(RecordingFolders.SidecarPartEnding))
            Guarded(path, TryTidySidecar);
        return published;
    }

    private bool TryRecover(string name, string[] parts)
    {
        bool isOurs = RecordingFolders.TryParseName(name, out DateTimeOffset startedAt, out Guid id);
        if (!isOurs)
        {
            RecordingLog.SweepFailed(log, parts[0], "not a name of a recording");
            return false;
        }

        // The folder and the names follow the name in the spool, so that a second sweep finds the same place.
        Sidecar? journal = ReadHead(name);
        var file = new RecordingFile(folders, new RecordingId(id), journal?.CallReference ?? "", startedAt);
        if (ReadPublished(file) is { } published)
            return PublishRest(file, parts, published);
        try
        {
            long samples = 0;
            foreach (string path in parts)
            {
                AudioFile audio = Take(file, path, journal?.Format);
                samples = Math.Max(samples, audio.AudioBytes / audio.Format.BytesPerFrame);
            }

            Sidecar sidecar = ReadJournal(name, samples) ?? new Sidecar
            {
                Recording = id.ToString("D"),
                StartedAt = startedAt,
                Format = FormatOf(file),
            };
            AddUnknown(file, sidecar.Format);
            AddMissing(file, sidecar.Format);
            sidecar.State = Sidecar.StateCompleted;
            sidecar.Recovered = true;
            sidecar.Seconds = (double)samples / sidecar.Format.SampleRate;
            sidecar.EndedAt = sidecar.StartedAt.AddSeconds(sidecar.Seconds);
            bool completed = false;
            using var journals = new JournalPool(files);
            new Publisher(files, journals, Report, metrics, log).Publish(new FinishOrder(file, sidecar, samples));
            return completed;

            void Report(RecordingFact fact)
            {
                completed = fact is RecordingCompleted;
                onFact(fact);
            }
        }
        finally
        {
            file.Close();
        }
    }

    // A sidecar is published once all audio is sealed; it says more than the journal does. Killed after that, only names
    // are left to change.
    private bool PublishRest(RecordingFile file, string[] parts, Sidecar sidecar)
    {
        foreach (string path in parts)
            files.Move(path, file.CreateAudio(PartOf(path), default).AudioPath);
        RecordingLog.Completed(log, file.CallReference, file.Id, sidecar.Seconds, sidecar.Recovered);
        metrics.Completed();
        onFact(new RecordingCompleted(
            file.Id,
            file.CallReference,
            [.. sidecar.Format.Channels.Select(channel => Path.Combine(file.Folder, channel.File)).Distinct()],
            file.SidecarPath,
            sidecar.Seconds,
            sidecar.StartedAt,
            sidecar.Recovered));
        return true;
    }

    private Sidecar? ReadPublished(RecordingFile file)
    {
        if (!files.Exists(file.SidecarPath))
            return null;
        using IOpenFile published = files.Open(file.SidecarPath);
        byte[] bytes = new byte[Math.Min(published.Length, MaxJournalBytes)];
        return SidecarJson.Read(bytes.AsSpan(0, published.Read(0, bytes)));
    }

    // A file tells its format by its header. The journal tells it where the header was torn off, or lost with its page at
    // a power cut: then all that follows is audio.
    private AudioFile Take(RecordingFile recording, string path, SidecarFormat? journal)
    {
        IOpenFile open = files.Open(path);
        try
        {
            string fileName = NameOf(path, RecordingFolders.PartEnding) + RecordingFolders.AudioEnding;
            Span<byte> head = stackalloc byte[WavHeader.MaxBytes];
            head = head[..open.Read(0, head)];
            Span<byte> repaired = stackalloc byte[WavHeader.MaxBytes];
            bool isTrue = WavRepair.TryRepair(head, open.Length, repaired, out _, out WavFile found, out _);
            if (!isTrue && journal is null && open.Length > WavHeader.PlainBytes)
                throw new IOException("neither its head nor a journal tells the format of the audio");
            WavFormat format = isTrue ? found.Format : FormatOf(journal, fileName);
            AudioFile audio = recording.CreateAudio(PartOf(path), format);
            audio.File = open;
            audio.AudioBytes = isTrue
                ? found.AudioBytes
                : format.ClaimableBytes(Math.Max(0, open.Length - WavHeader.BytesOf(format)));
            recording.Audio.Add(audio);
            return audio;
        }
        catch
        {
            open.Dispose();
            throw;
        }
    }

    private static WavFormat FormatOf(SidecarFormat? journal, string fileName)
    {
        if (journal is null)
            return new WavFormat(WavEncoding.Pcm16, LayoutRules.LeastChannels, Recording.SampleRate);
        WavEncoding encoding = Enum.TryParse(journal.Encoding, ignoreCase: true, out WavEncoding known)
            ? known
            : WavEncoding.Pcm16;
        int channels = Math.Max(1, journal.Channels.Count(channel => channel.File == fileName));
        return new WavFormat(encoding, channels, journal.SampleRate);
    }

    private static SidecarFormat FormatOf(RecordingFile file)
    {
        WavFormat first = file.Audio[0].Format;
        return new SidecarFormat
        {
            Encoding = RecordingIndex.NameOf(first.Encoding.ToString()),
            SampleRate = first.SampleRate,
        };
    }

    // Without a journal, or its last lines, nobody knows who is heard; but several files are named after the roles.
    private static void AddUnknown(RecordingFile file, SidecarFormat format)
    {
        foreach (AudioFile audio in file.Audio)
        {
            string part = PartOf(audio.PartPath);
            if (part.Length == 0 || format.Channels.Exists(channel => channel.File == audio.Name))
                continue;
            format.Layout = RecordingIndex.NameOf(nameof(LayoutKind.PerLeg));
            format.Channels.Add(new SidecarChannel(0, part.Split('-')[0], Leg: null, audio.Name));
        }
    }

    // Files that the journal names: those of which there is nothing are listed as missing, those that are published
    // already stay as they are.
    private void AddMissing(RecordingFile file, SidecarFormat format)
    {
        foreach (string name in format.Channels.Select(channel => channel.File).Distinct())
        {
            bool isKnown = file.Audio.Exists(audio => audio.Name == name)
                || files.Exists(Path.Combine(file.Folder, name));
            if (!isKnown)
                file.Audio.Add(file.CreateAudio(PartOf(name), file.Audio[0].Format));
        }
    }

    private Sidecar? ReadHead(string name) => ReadJournal(name, 0);

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
        if (HasParts(name))
            return false;
        if (!RecordingFolders.TryParseName(name, out DateTimeOffset startedAt, out _)
            || !files.Exists(Path.Combine(folders.DayFolder(startedAt), name + RecordingFolders.SidecarEnding)))
        {
            RecordingLog.SweepOrphan(log, path);
            return false;
        }

        files.Delete(path);
        return true;
    }

    private bool TryDeleteSpare(string path)
    {
        files.Delete(path);
        return true;
    }

    // Half a sidecar is of no use once its recording went through this sweep.
    private bool TryTidySidecar(string path)
    {
        string name = NameOf(path, RecordingFolders.SidecarPartEnding);
        if (HasParts(name))
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

    private bool HasParts(string name) => List(RecordingFolders.PartEnding).Any(path => RecordingOf(path) == name);

    // The name of the recording, to which that of one of its files may be added.
    private static string RecordingOf(string path) =>
        Path.GetFileName(path).Split(RecordingFolders.PartSeparator)[0];

    private static string PartOf(string path)
    {
        string name = Path.GetFileName(path);
        int end = name.IndexOf(RecordingFolders.AudioEnding, StringComparison.Ordinal);
        int start = name.IndexOf(RecordingFolders.PartSeparator, StringComparison.Ordinal) + 1;
        return start < end ? name[start..end] : "";
    }

    private static string NameOf(string path, string ending) => Path.GetFileName(path)[..^ending.Length];
}
