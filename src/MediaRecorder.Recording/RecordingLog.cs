using MediaRecorder.Recording.Commands;
using MediaRecorder.Recording.Facts;
using Microsoft.Extensions.Logging;

namespace MediaRecorder.Recording;

/// <summary>Everything this room logs, at control rate: never per packet or per block.</summary>
internal static partial class RecordingLog
{
    [LoggerMessage(
        EventId = 3001,
        EventName = "recording.completed",
        Level = LogLevel.Information,
        Message = "Call {CallReference}: recording {Recording} completed, {Seconds} s, recovered {Recovered}")]
    public static partial void Completed(
        ILogger log, string callReference, RecordingId recording, double seconds, bool recovered);

    [LoggerMessage(
        EventId = 3002,
        EventName = "recording.failed",
        Level = LogLevel.Error,
        Message = "Call {CallReference}: recording {Recording} failed, {Reason}: {Detail}")]
    public static partial void Failed(
        ILogger log, string callReference, RecordingId recording, NotRecordedReason reason, string detail);

    [LoggerMessage(
        EventId = 3003,
        EventName = "recording.block-refused",
        Level = LogLevel.Error,
        Message = "Call {CallReference}: the disk refused a block of recording {Recording}, a gap is left: {Detail}")]
    public static partial void BlockRefused(ILogger log, string callReference, RecordingId recording, string detail);

    [LoggerMessage(
        EventId = 3004,
        EventName = "recording.header-failed",
        Level = LogLevel.Warning,
        Message = "Call {CallReference}: the header of recording {Recording} was not written: {Detail}")]
    public static partial void HeaderFailed(ILogger log, string callReference, RecordingId recording, string detail);

    [LoggerMessage(
        EventId = 3005,
        EventName = "recording.journal-failed",
        Level = LogLevel.Warning,
        Message = "Call {CallReference}: the journal of recording {Recording} was not written: {Detail}")]
    public static partial void JournalFailed(ILogger log, string callReference, RecordingId recording, string detail);

    [LoggerMessage(
        EventId = 3006,
        EventName = "recording.delete-failed",
        Level = LogLevel.Warning,
        Message = "{Path} was not deleted: {Detail}")]
    public static partial void DeleteFailed(ILogger log, string path, string detail);

    [LoggerMessage(
        EventId = 3007,
        EventName = "recording.broke",
        Level = LogLevel.Error,
        Message = "Call {CallReference}: recording {Recording} broke and was abandoned")]
    public static partial void Broke(ILogger log, Exception exception, string callReference, RecordingId recording);

    [LoggerMessage(
        EventId = 3008,
        EventName = "recording.sweep-failed",
        Level = LogLevel.Error,
        Message = "Sweep: {Path} could not be recovered and stays in the spool: {Detail}")]
    public static partial void SweepFailed(ILogger log, string path, string detail);

    [LoggerMessage(
        EventId = 3009,
        EventName = "recording.sweep-orphan",
        Level = LogLevel.Warning,
        Message = "Sweep: the journal {Path} has no audio, neither in the spool nor published")]
    public static partial void SweepOrphan(ILogger log, string path);

    [LoggerMessage(
        EventId = 3010,
        EventName = "recording.unknown",
        Level = LogLevel.Error,
        Message = "Recording command {Command} for {Recording}, which is not open, was ignored")]
    public static partial void UnknownRecording(ILogger log, string command, RecordingId recording);

    [LoggerMessage(
        EventId = 3011,
        EventName = "recording.worker-stalled",
        Level = LogLevel.Warning,
        Message = "Recording worker {Worker} was not called for {Milliseconds} ms")]
    public static partial void Stalled(ILogger log, int worker, long milliseconds);

    [LoggerMessage(
        EventId = 3012,
        EventName = "recording.worker-failed",
        Level = LogLevel.Critical,
        Message = "Recording worker {Worker}: a turn failed")]
    public static partial void TurnFailed(ILogger log, Exception exception, int worker);

    [LoggerMessage(
        EventId = 3013,
        EventName = "recording.disk-job-failed",
        Level = LogLevel.Critical,
        Message = "Call {CallReference}: a disk job of recording {Recording} failed")]
    public static partial void JobFailed(ILogger log, Exception exception, string callReference, RecordingId recording);

    [LoggerMessage(
        EventId = 3014,
        EventName = "recording.audio-file-failed",
        Level = LogLevel.Error,
        Message = "Call {CallReference}: no file for a party that joined recording {Recording}: {Detail}")]
    public static partial void AudioFileFailed(ILogger log, string callReference, RecordingId recording, string detail);
}
