using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Numerics;
using MediaRecorder.Calls.Admission;
using MediaRecorder.Calls.Model;
using MediaRecorder.Server.Configuration.Trees;
using MediaRecorder.Server.Configuration.Trunks;
using MediaRecorder.Server.Models;
using MediaRecorder.Server.Options;
using MediaRecorder.Sip.SessionTimers;

namespace MediaRecorder.Server.Configuration;

/// <summary>Options → Model: what each value means, and whether the values fit each other.</summary>
internal static class ModelBuilder
{
    /// <summary>Builds the model; it is only fit for use when <paramref name="errors"/> stayed empty.</summary>
    /// <param name="options">As read.</param>
    /// <param name="errors">Takes everything that is wrong.</param>
    /// <param name="workingFolder">Base of relative folders.</param>
    /// <param name="cores">Processors of this machine, for <c>media.workers = 0</c>.</param>
    public static ServerModel Build(
        RecorderOptions options, ConfigurationErrors errors, string workingFolder, int cores)
    {
        var (firstPort, lastPort) = ReadPorts(options.Media.Ports, errors);
        var sipListen = ReadListen("$.sip.listen", options.Sip.Listen, errors, concrete: true);
        var mediaAddress = ReadMediaAddress("$.media.address", options.Media.Address, errors);
        var otherAddress = ReadOtherMediaAddress(options.Media, mediaAddress, errors);
        if (sipListen.Address.Equals(mediaAddress) && sipListen.Port >= firstPort && sipListen.Port <= lastPort)
        {
            errors.Add("$.sip.listen", $"uses a port inside media.ports ({options.Media.Ports})");
        }

        var calls = new CallsModel(
            sipListen,
            mediaAddress,
            firstPort,
            lastPort,
            options.Sip.MaxCalls,
            TimeSpan.FromSeconds(options.Sip.NoAnswerTimeoutSeconds),
            KeypadModelBuilder.Build(options.Keypad, errors),
            TrunkModelBuilder.Build(
                options.Trunks,
                LayoutRulesBuilder.Build(options.Recording, errors),
                errors,
                workingFolder,
                options.Tls.CaFile.Length > 0,
                family => family == mediaAddress.AddressFamily || family == otherAddress?.AddressFamily))
        {
            OtherMediaAddress = otherAddress,
            MediaTimeout = ReadTimeout("$.media.timeoutSeconds", options.Media.TimeoutSeconds, errors),
            HoldTimeout = ReadTimeout("$.media.holdTimeoutSeconds", options.Media.HoldTimeoutSeconds, errors),
            Transports = TransportsModelBuilder.Build(options.Sip, options.Tls, errors, workingFolder),
            SessionTimer = new SessionTimerTerms(options.Sip.SessionSeconds, options.Sip.MinSessionSeconds),
            MaxRegistrations = options.Sip.MaxRegistrations,
            Admission = new AdmissionModel(
                options.Sip.MaxCallsPerSecond,
                options.Sip.MaxCallsPerSecondPerSource,
                TimeSpan.FromSeconds(options.Sip.DrainSeconds)),
        };
        SrtpBuilder.WarnWhereNeverSecure(calls, errors);
        return new ServerModel(
            calls,
            BuildMedia(options, errors, cores),
            BuildRecording(options.Recording, errors, workingFolder),
            new HttpModel(ReadListen("$.http.listen", options.Http.Listen, errors, concrete: false)),
            BuildLog(options.Log, errors));
    }

    private static MediaModel BuildMedia(RecorderOptions options, ConfigurationErrors errors, int cores)
    {
        var ringBytes = options.Media.RingBytes;
        if (ringBytes != 0 && (ringBytes < OptionLimits.ShortestRingBytes || !BitOperations.IsPow2(ringBytes)))
        {
            errors.Add(
                "$.media.ringBytes",
                $"must be 0 or a power of two from {OptionLimits.ShortestRingBytes} on, such as {MediaModel.LeastRingBytes}");
        }

        var workers = options.Media.Workers == 0 ? Math.Max(1, cores - 1) : options.Media.Workers;
        return new MediaModel(
            workers, ringBytes == 0 ? MediaModel.RingBytesFor(options.Sip.MaxCalls, workers) : ringBytes);
    }

    /// <summary>A literal <c>address:port</c>; names are not looked up, so that no start depends on DNS.</summary>
    public static bool TryReadEndpoint(string text, out IPEndPoint endpoint)
    {
        // IPEndPoint.TryParse takes a missing port for 0, "[::1]" for an endpoint, and "10.1" for 10.0.0.1.
        var parsed = IPEndPoint.TryParse(text, out var found);
        endpoint = found ?? new IPEndPoint(IPAddress.None, 0);
        return parsed && endpoint.Port > 0 && IsSpelled(endpoint, text);
    }

    /// <summary>An address and port of ours.</summary>
    /// <param name="concrete">Not the wildcard address.</param>
    public static IPEndPoint ReadListen(string path, string text, ConfigurationErrors errors, bool concrete)
    {
        if (!TryReadEndpoint(text, out var endpoint))
        {
            errors.Add(
                path,
                $"must be an address and a port, such as 127.0.0.1:5060, not {KeyPath.Quoted(text)}");
        }
        else if (concrete && IsWildcard(endpoint.Address))
        {
            errors.Add(path, "must be one address of this machine, because Via and Contact name it");
        }

        return endpoint;
    }

    private static TimeSpan ReadTimeout(string path, int seconds, ConfigurationErrors errors)
    {
        if (seconds is > 0 and < OptionLimits.ShortestMediaTimeoutSeconds)
        {
            errors.Add(
                path,
                $"must be 0 (never) or at least {OptionLimits.ShortestMediaTimeoutSeconds}, because people pause for some seconds");
        }

        return TimeSpan.FromSeconds(seconds);
    }

    private static IPAddress? ReadOtherMediaAddress(MediaOptions media, IPAddress first, ConfigurationErrors errors)
    {
        const string path = "$.media.address6";
        if (media.Address6.Length == 0)
        {
            return null;
        }

        var address = ReadMediaAddress(path, media.Address6, errors);
        if (address.AddressFamily == first.AddressFamily)
        {
            errors.Add(path, "is of the family of media.address: one must be IPv4, the other IPv6");
        }

        return address;
    }

    private static IPAddress ReadMediaAddress(string path, string text, ConfigurationErrors errors)
    {
        var parsed = IPAddress.TryParse(text, out var address) && IsSpelled(address, text);
        if (!parsed)
        {
            errors.Add(path, $"must be an address, such as 127.0.0.1, not {KeyPath.Quoted(text)}");
        }
        else if (IsWildcard(address!))
        {
            errors.Add(path, "must be one address of this machine, because the SDP names it");
        }

        return address ?? IPAddress.None;
    }

    // One spelling of an address, so that two keys that mean the same also say the same.
    private static bool IsSpelled(object value, string text) =>
        string.Equals(value.ToString(), text, StringComparison.OrdinalIgnoreCase);

    private static bool IsWildcard(IPAddress address) =>
        address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    private static (int First, int Last) ReadPorts(string text, ConfigurationErrors errors)
    {
        const string path = "$.media.ports";
        var parts = text.Split('-');
        if (parts.Length != 2 || !TryReadPort(parts[0], out var first) || !TryReadPort(parts[1], out var last))
        {
            var written = KeyPath.Quoted(text);
            errors.Add(path, $"must be a range within {OptionLimits.MediaPorts}, such as 10000-29999, not {written}");
            return (0, 0);
        }

        if (first % 2 != 0 || last % 2 == 0)
        {
            // RFC 3550 §11: RTP on an even port, RTCP on the next one.
            errors.Add(
                path, "must begin with an even and end with an odd port, because RTP and RTCP use them in pairs");
        }
        else if (last - first + 1 < 4)
        {
            errors.Add(path, "must hold at least the 4 ports of one call");
        }

        return (first, last);
    }

    private static bool TryReadPort(string digits, out int port)
    {
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out port)
            && OptionLimits.MediaPorts.Contains(port);
    }

    private static RecordingModel BuildRecording(
        RecordingOptions options, ConfigurationErrors errors, string workingFolder)
    {
        var folder = ReadFolder("$.recording.folder", options.Folder, errors, workingFolder);
        var spool = options.Spool is null
            ? Path.Combine(folder, ".spool")
            : ReadFolder("$.recording.spool", options.Spool, errors, workingFolder);
        return new RecordingModel(folder, spool, options.MaxBufferBytes);
    }

    private static string ReadFolder(string path, string text, ConfigurationErrors errors, string workingFolder)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Contains('\0', StringComparison.Ordinal))
        {
            errors.Add(path, "must be the path of a folder");
            return workingFolder;
        }

        return Path.GetFullPath(text, workingFolder);
    }

    private static LogModel BuildLog(LogOptions options, ConfigurationErrors errors)
    {
        var format = ReadWord("$.log.format", options.Format, errors, LogFormats);
        return new LogModel(format, ReadWord("$.log.level", options.Level, errors, LogLevels));
    }

    private static readonly ImmutableArray<(string, LogFormat)> LogFormats =
        [("text", LogFormat.Text), ("json", LogFormat.Json)];

    private static readonly ImmutableArray<(string, LogLevel)> LogLevels =
    [
        ("trace", LogLevel.Trace), ("debug", LogLevel.Debug), ("information", LogLevel.Information),
        ("warning", LogLevel.Warning), ("error", LogLevel.Error), ("critical", LogLevel.Critical),
    ];

    /// <summary>One of a closed set of words; anything else is reported with the words that exist.</summary>
    public static T ReadWord<T>(
        string path, string text, ConfigurationErrors errors, ImmutableArray<(string Word, T Value)> words)
    {
        foreach (var (word, value) in words)
        {
            if (word == text)
            {
                return value;
            }
        }

        var known = string.Join(", ", words.Select(w => w.Word));
        errors.Add(path, $"must be one of {known}, not {KeyPath.Quoted(text)}");
        return words[0].Value;
    }
}
