using System.Net;

namespace MediaRecorder.Server.Logs;

/// <summary>
/// Start and end of the process. Written whatever the level: the ready line is a promise to whoever waits for it.
/// </summary>
internal static partial class LifetimeLog
{
    public const string Category = "MediaRecorder.Server";

    /// <param name="sip">Every address that SIP is taken at, with its transport.</param>
    [LoggerMessage(
        1,
        LogLevel.Information,
        "ready: sip {Sip}, http {Http}, {Trunks} trunks, {Workers} media workers, recordings in {Folder}")]
    public static partial void Ready(
        this ILogger log, string sip, IPEndPoint http, int trunks, int workers, string folder);

    [LoggerMessage(
        9,
        LogLevel.Information,
        "the digest algorithm SHA-512-256 is off: libcrypto.so.3 is not installed (Debian: libssl3)")]
    public static partial void Sha512Of256Missing(this ILogger log);

    [LoggerMessage(
        6,
        LogLevel.Warning,
        "the codec {Codec} cannot be recorded: {File} is not installed (Debian: {Package})")]
    public static partial void CodecMissing(this ILogger log, string codec, string file, string package);

    [LoggerMessage(
        7, LogLevel.Information, "SRTP is off: libsrtp2.so.1 is not installed (Debian: {Package})")]
    public static partial void SrtpMissing(this ILogger log, string package);

    [LoggerMessage(
        8,
        LogLevel.Warning,
        "trunk {Trunk} tells the keys of its media in plain signalling: whoever reads it can listen (srtp.overPlainSip)")]
    public static partial void SrtpOverPlainSip(this ILogger log, string trunk);

    /// <param name="warning">As <c>check-config</c> tells it.</param>
    [LoggerMessage(10, LogLevel.Warning, "{Warning}")]
    public static partial void ConfigurationDoubtful(this ILogger log, string warning);

    [LoggerMessage(11, LogLevel.Warning, "the warm-up failed: the first calls take longer")]
    public static partial void WarmUpFailed(this ILogger log, Exception fault);

    [LoggerMessage(2, LogLevel.Information, "stopping: no new calls are taken; a second signal hangs up at once")]
    public static partial void Stopping(this ILogger log);

    [LoggerMessage(3, LogLevel.Information, "stopped")]
    public static partial void Stopped(this ILogger log);

    [LoggerMessage(4, LogLevel.Information, "draining: {Calls} calls are running and may go on for {Seconds} s")]
    public static partial void Draining(this ILogger log, int calls, long seconds);

    [LoggerMessage(5, LogLevel.Warning, "hanging up {Calls} calls after {Cause}")]
    public static partial void HangingUp(this ILogger log, int calls, string cause);
}
