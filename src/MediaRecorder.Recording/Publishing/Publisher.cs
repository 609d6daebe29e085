using MediaRecorder.Containers.Wav;
using MediaRecorder.Policy.Model;
using MediaRecorder.Recording.Facts;
using MediaRecorder.Recording.Files;
using MediaRecorder.Recording.Layouts;
using MediaRecorder.Recording.Sidecars;
using Microsoft.Extensions.Logging;

namespace MediaRecorder.Recording.Publishing;

/// <summary>
/// Ends a file: true length, fsync, sidecar, and at last the audio under its final name, so that whoever sees the audio
/// finds the sidecar. After any failure the spool still holds all that the sweep needs to try again. May wait for the
/// disk; any thread.
/// </summary>
internal sealed class Publisher(
    IFileSystem files, Action<RecordingFact> onFact, RecordingMetrics metrics, ILogger log)
{
    public const string RefusedCause = "disk-refused";

    /// <summary>Always ends in exactly one fact.</summary>
    public void Publish(FinishOrder order)
    {
        RecordingFile file = order.File;
        NotRecordedReason reason = NotRecordedReason.DiskWrite;
        try
        {
            try
            {
                if (file.Refused.Count > 0 && file.AudioBytes == 0)
                    throw new IOException("the disk refused every block");
                SealAudio(file, order.Samples, ref reason);
            }
            finally
            {
                file.Close();
            }

            reason = NotRecordedReason.Sidecar;
            AddRefused(order.Sidecar, file, order.Samples);
            WriteSidecar(file, order.Sidecar);
            reason = NotRecordedReason.Publish;
            PublishAudio(file);
        }
        catch (Exception e)
        {
            // A fault of our own must not reach the thread pool, where it would end the process and every call in it.
            if (!DiskFault.Is(e))
                reason = NotRecordedReason.InternalFault;
            RecordingLog.Failed(log, file.CallReference, file.Id, reason, e.Message);
            metrics.Failed(reason);
            onFact(new RecordingFailed(file.Id, file.CallReference, reason, e.Message));
            return;
        }

        TryDelete(file.JournalPath);
        RecordingLog.Completed(log, file.CallReference, file.Id, order.Sidecar.Seconds, order.Sidecar.Recovered);
        metrics.Completed();
        onFact(new RecordingCompleted(
            file.Id,
            file.CallReference,
            file.AudioPath,
            file.SidecarPath,
            order.Sidecar.Seconds,
            order.Sidecar.StartedAt,
            order.Sidecar.Recovered));
    }

    private static void SealAudio(RecordingFile file, long samples, ref NotRecordedReason reason)
    {
        IOpenFile audio = file.Audio!;
        long audioBytes = samples * RecordingFile.Format.BytesPerFrame;
        Span<byte> header = stackalloc byte[WavHeader.PlainBytes];
        WavHeader.WriteTo(header, RecordingFile.Format, audioBytes);

        // Also cuts what was written before the end became known, and fills a hole at the end with silence.
        audio.SetLength(WavHeader.PlainBytes + audioBytes);
        audio.Write(0, header);
        reason = NotRecordedReason.DiskFlush;
        audio.Flush();
    }

    private static void AddRefused(Sidecar sidecar, RecordingFile file, long samples)
    {
        foreach ((long from, long to) in file.Refused)
        {
            sidecar.Segments.Add(new SidecarSegment
            {
                Kind = SegmentKind.Gap,
                StartSample = from / StereoLayout.BytesPerFrame,
                EndSample = to / StereoLayout.BytesPerFrame,
                Cause = RefusedCause,
            });
        }

        SegmentIndex.Settle(sidecar.Segments, samples, Recording.SampleRate);
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
        try
        {
            files.Move(file.PartPath, file.AudioPath);
        }
        catch (Exception e) when (DiskFault.Is(e))
        {
            // A sidecar without audio would be taken for a lost recording.
            TryDelete(file.SidecarPath);
            throw;
        }
    }

    // The folder itself is not synced: should a power cut undo the renames, the spool is as before them and the sweep
    // publishes again.
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
