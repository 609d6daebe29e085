using MediaRecorder.Media.Paths;
using Microsoft.Extensions.Logging;

namespace MediaRecorder.Media.Workers;

/// <summary>Log events of the media room; none of them is on the packet path.</summary>
internal static partial class MediaLog
{
    [LoggerMessage(
        EventId = 2001, EventName = "media.leg-faulted", Level = LogLevel.Error,
        Message = "Media leg {Side} failed and was closed; the call goes on without it")]
    public static partial void LegFaulted(this ILogger logger, Exception fault, LegSide side);

    [LoggerMessage(
        EventId = 2002, EventName = "media.bind-failed", Level = LogLevel.Warning,
        Message = "Media port {Port} could not be bound: {Reason}")]
    public static partial void BindFailed(this ILogger logger, int port, string reason);

    [LoggerMessage(
        EventId = 2003, EventName = "media.command-faulted", Level = LogLevel.Error,
        Message = "Media command {Command} failed; other calls are not touched")]
    public static partial void CommandFaulted(this ILogger logger, Exception fault, string command);
}
