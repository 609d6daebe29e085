using MediaRecorder.Recording.Commands;
using MediaRecorder.Recording.Facts;
using Microsoft.Extensions.Logging;

namespace MediaRecorder.Recording;

/// <summary>Everything this room logs, at control rate: never per packet or per block.</summary>
internal static partial class RecordingLog
{
    [LoggerMessage(1, LogLevel.Information, "Call {CallReference}: recording {Recording} completed, {Seconds} s, recovered {Recovered}")]
    public static partial void Completed(ILogger log, string callReference, RecordingId recording, double seconds, bool recovered);

    [LoggerMessage(2, LogLevel.Error, "Call {CallReference}: recording {Recording} failed, {Reason}: {Detail}")]
    public static partial void Failed(ILogger log, string callReference, RecordingId recording, NotRecordedReason reason, string detail);

    [LoggerMessage(3, LogLevel.Error, "Call {CallReference}: the disk refused a block of recording {Recording}, a gap is left: {Detail}")]
    public static partial void BlockRefused(ILogger log, string callReference, RecordingId recording, string detail);

    [LoggerMessage(4, LogLevel.Warning, "Call {CallReference}: the header of recording {Recording} was not written: {Detail}")]
    public static partial void HeaderFailed(ILogger log, string callReference, RecordingId recording, string detail);

    [LoggerMessage(5, LogLevel.Warning, "Call {CallReference}: the journal of recording {Recording} was not written: {Detail}")]
    public static partial void JournalFailed(ILogger log, string callReference, RecordingId recording, string detail);

    [LoggerMessage(6, LogLevel.Warning, "{Path} was not deleted: {Detail}")]
    public static partial void DeleteFailed(ILogger log, string path, string detail);

    [LoggerMessage(7, LogLevel.Error, "Call {CallReference}: recording {Recording} broke and was abandoned")]
    public static partial void Broke(ILogger log, Exception exception, string callReference, RecordingId recording);

    [LoggerMessage(8, LogLevel.Error, "Sweep: {Path} could not be recovered and stays in the spool: {Detail}")]
    public static partial void SweepFailed(ILogger log, string path, string detail);

    [LoggerMessage(9, LogLevel.Warning, "Sweep: the journal {Path} has no audio, neither in the spool nor published")]
    public static partial void SweepOrphan(ILogger log, string path);

    [LoggerMessage(10, LogLevel.Error, "Recording command {Command} for {Recording}, which is not open, was ignored")]
    public static partial void UnknownRecording(ILogger log, string command, RecordingId recording);

    [LoggerMessage(11, LogLevel.Warning, "Recording worker {Worker} was not called for {Milliseconds} ms")]
    public static partial void Stalled(ILogger log, int worker, long milliseconds);

    [LoggerMessage(12, LogLevel.Critical, "Recording worker {Worker}: a turn failed")]
    public static partial void TurnFailed(ILogger log, Exception exception, int worker);

    [LoggerMessage(13, LogLevel.Critical, "Call {CallReference}: a disk job of recording {Recording} failed")]
    public static partial void JobFailed(ILogger log, Exception exception, string callReference, RecordingId recording);
}
