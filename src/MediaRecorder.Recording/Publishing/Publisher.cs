using MediaRecorder.Containers.Wav;
using MediaRecorder.Policy.Model;
using MediaRecorder.Recording.Facts;
using MediaRecorder.Recording.Files;
using MediaRecorder.Recording.Sidecars;
using Microsoft.Extensions.Logging;

namespace MediaRecorder.Recording.Publishing;

/// <summary>
/// Ends a file: true length, fsync, sidecar, and at last the audio under its final name, so that whoever sees the audio
/// finds the sidecar. After any failure the spool still holds all that the sweep needs to try again. May wait for the
/// disk; any thread.
/// </summary>
internal sealed class Publisher(
    IFileSystem files, JournalPool journals, Action<RecordingFact> onFact, RecordingMetrics metrics, ILogger log)
{
    public const string RefusedCause = "disk-refused";

    /// <summary>Why a leg was not recorded: its file could not be created.</summary>
    public const string NoFile = "disk";

    /// <summary>Always ends in exactly one fact.</summary>
    public void Publish(FinishOrder order)
    {
        RecordingFile file = order.File;
        NotRecordedReason reason = NotRecordedReason.DiskWrite;
        try
        {
            try
            {
                if (file.Audio.TrueForAll(audio => audio.Refused.Count > 0 && audio.AudioBytes == 0))
                    throw new IOException("the disk refused every block");
                foreach (AudioFile audio in file.Audio)
                    SealAudio(audio, order.Samples, ref reason);
            }
            finally
            {
                file.CloseAudio();
            }

            reason = NotRecordedReason.Sidecar;
            RemoveMissing(order.Sidecar, file);
            AddRefused(order.Sidecar, file, order.Samples);
            WriteSidecar(file, order.Sidecar);
            reason = NotRecordedReason.Publish;
            PublishAudio(file);
        }
        catch (Exception e)
        {
            // A fault of our own must not reach the thread pool, where it would end the process and every call in it.
            file.Close();
            if (!DiskFault.Is(e))
                reason = NotRecordedReason.InternalFault;
            RecordingLog.Failed(log, file.CallReference, file.Id, reason, e.Message);
            metrics.Failed(reason);
            onFact(new RecordingFailed(file.Id, file.CallReference, reason, e.Message));
            return;
        }

        TryRetire(file);
        RecordingLog.Completed(log, file.CallReference, file.Id, order.Sidecar.Seconds, order.Sidecar.Recovered);
        metrics.Completed();
        onFact(new RecordingCompleted(
            file.Id,
            file.CallReference,
            [.. file.Audio.Select(audio => audio.AudioPath)],
            file.SidecarPath,
            order.Sidecar.Seconds,
            order.Sidecar.StartedAt,
            order.Sidecar.Recovered));
    }

    private static void SealAudio(AudioFile audio, long samples, ref NotRecordedReason reason)
    {
        // No file could be created when its party joined; the others are published without it.
        if (audio.File is not { } file)
            return;
        reason = NotRecordedReason.DiskWrite;
        long audioBytes = samples * audio.Format.BytesPerFrame;
        Span<byte> header = stackalloc byte[WavHeader.MaxBytes];
        int headBytes = WavHeader.WriteTo(header, audio.Format, audioBytes, isComplete: true);

        // Cuts what was written before the end became known, and fills a hole at the end with silence. The header comes
        // last, because until then only what it claimed before is sure to be audio.
        DiskWriter.FillHole(audio, audio.AudioBytes, audioBytes);
        file.SetLength(headBytes + audioBytes + WavFormat.PadBytes(audioBytes));
        file.Write(0, header[..headBytes]);
        reason = NotRecordedReason.DiskFlush;
        file.Flush();
    }

    private static void RemoveMissing(Sidecar sidecar, RecordingFile file)
    {
        List<SidecarChannel> channels = sidecar.Format.Channels;
        foreach (AudioFile audio in file.Audio.Where(audio => !audio.Exists))
        {
            int gone = channels.FindIndex(channel => channel.File == audio.Name);
            if (gone < 0)
                continue;
            channels.RemoveAt(gone);
            for (int i = 0; i < sidecar.Legs.Count; i++)
                sidecar.Legs[i] = Without(sidecar.Legs[i], gone);
        }

        file.Audio.RemoveAll(audio => !audio.Exists);
    }

    private static SidecarLeg Without(SidecarLeg leg, int channel) => leg.Channel switch
    {
        { } own when own == channel => leg with { Channel = null, NotRecorded = NoFile },
        { } own when own > channel => leg with { Channel = own - 1 },
        _ => leg,
    };

    private static void AddRefused(Sidecar sidecar, RecordingFile file, long samples)
    {
        var refused = new HashSet<(long From, long To)>();
        foreach (AudioFile audio in file.Audio)
        {
            foreach ((long from, long to) in audio.Refused)
                refused.Add((from / audio.Format.BytesPerFrame, to / audio.Format.BytesPerFrame));
        }

        foreach ((long from, long to) in refused)
        {
            sidecar.Segments.Add(new SidecarSegment
            {
                Kind = SegmentKind.Gap,
                StartSample = from,
                EndSample = to,
                Cause = RefusedCause,
            });
        }

        SegmentIndex.Settle(sidecar.Segments, samples, sidecar.Format.SampleRate);
    }

    private void WriteSidecar(RecordingFile file, Sidecar sidecar)
    {
        files.CreateFolder(file.Folder);
        using (IOpenFile part = files.Create(file.SidecarPartPath))
        {
            part.Write(0, SidecarJson.Write(sidecar));
            part.Flush();
        }

        files.Move(file.SidecarPartPath, file.SidecarPath);
    }

    private void PublishAudio(RecordingFile file)
    {
        int published = 0;
        try
        {
            foreach (AudioFile audio in file.Audio)
            {
                files.Move(audio.PartPath, audio.AudioPath);
                published++;
            }
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            // All or none: part of a recording would be taken for the whole, and a sidecar without audio for a lost one.
            // What cannot be taken back the sweep finds published already, and adds the rest.
            foreach (AudioFile audio in file.Audio.Take(published))
                TryTakeBack(audio);
            TryDelete(file.SidecarPath);
            throw;
        }
    }

    private void TryTakeBack(AudioFile audio)
    {
        try
        {
            files.Move(audio.AudioPath, audio.PartPath);
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            RecordingLog.DeleteFailed(log, audio.AudioPath, e.Message);
        }
    }

    // The folder itself is not synced: should a power cut undo the renames, the spool is as before them and the sweep
    // publishes again.
    private void TryRetire(RecordingFile file)
    {
        try
        {
            journals.Retire(file);
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            RecordingLog.DeleteFailed(log, file.JournalPath, e.Message);
        }
    }

    private void TryDelete(string path)
    {
        try
        {
            files.Delete(path);
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            RecordingLog.DeleteFailed(log, path, e.Message);
        }
    }
}
