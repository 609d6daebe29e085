using System.Collections.Immutable;
using MediaRecorder.Server.Configuration.Trees;
using MediaRecorder.Server.Configuration.Trunks;
using MediaRecorder.Server.Options;

namespace MediaRecorder.Server.Configuration;

/// <summary>
/// Nodes → Options: keys, types, ranges of numbers. What a value means is judged by <see cref="ModelBuilder"/>.
/// </summary>
internal static class OptionsReader
{
    public static RecorderOptions Read(ConfigurationNode root, ConfigurationErrors errors)
    {
        var file = new ConfigurationSection("$", root, errors);

        // Editors look for it; we do not.
        file.Text("$schema", null);
        var options = new RecorderOptions
        {
            Sip = ReadSip(file.Section("sip")),
            Tls = ReadTls(file.Section("tls")),
            Media = ReadMedia(file.Section("media")),
            Recording = ReadRecording(file.Section("recording")),
            Http = ReadHttp(file.Section("http")),
            Log = ReadLog(file.Section("log")),
            Keypad = ReadKeypad(file.Section("keypad")),
            Trunks = ReadTrunks(file.Section("trunks")),
        };
        file.RefuseOtherKeys();
        return options;
    }

    private static SipOptions ReadSip(ConfigurationSection section)
    {
        var defaults = new SipOptions();
        var options = new SipOptions
        {
            Listen = section.Text("listen", defaults.Listen)!,
            TcpListen = section.Text("tcpListen", defaults.TcpListen)!,
            PingSeconds = section.Number("pingSeconds", defaults.PingSeconds, OptionLimits.PingSeconds),
            MaxCalls = section.Number("maxCalls", defaults.MaxCalls, OptionLimits.MaxCalls),
            NoAnswerTimeoutSeconds = section.Number(
                "noAnswerTimeoutSeconds", defaults.NoAnswerTimeoutSeconds, OptionLimits.NoAnswerTimeoutSeconds),
            MaxCallsPerSecond = section.Number(
                "maxCallsPerSecond", defaults.MaxCallsPerSecond, OptionLimits.CallsPerSecond),
            MaxCallsPerSecondPerSource = section.Number(
                "maxCallsPerSecondPerSource", defaults.MaxCallsPerSecondPerSource, OptionLimits.CallsPerSecond),
            MaxRegistrations = section.Number(
                "maxRegistrations", defaults.MaxRegistrations, OptionLimits.MaxRegistrations),
            SessionSeconds = section.Number("sessionSeconds", defaults.SessionSeconds, OptionLimits.SessionSeconds),
            MinSessionSeconds = section.Number(
                "minSessionSeconds", defaults.MinSessionSeconds, OptionLimits.MinSessionSeconds),
            DrainSeconds = section.Number("drainSeconds", defaults.DrainSeconds, OptionLimits.DrainSeconds),
        };
        section.RefuseOtherKeys();
        return options;
    }

    private static TlsOptions ReadTls(ConfigurationSection section)
    {
        var defaults = new TlsOptions();
        var options = new TlsOptions
        {
            Listen = section.Text("listen", defaults.Listen)!,
            CertificateFile = section.Text("certificateFile", defaults.CertificateFile)!,
            KeyFile = section.Text("keyFile", defaults.KeyFile)!,
            CaFile = section.Text("caFile", defaults.CaFile)!,
            RequireClientCertificate = section.Switch("requireClientCertificate", defaults.RequireClientCertificate),
            MinimumVersion = section.Text("minimumVersion", defaults.MinimumVersion)!,
        };
        section.RefuseOtherKeys();
        return options;
    }

    private static MediaOptions ReadMedia(ConfigurationSection section)
    {
        var defaults = new MediaOptions();
        var options = new MediaOptions
        {
            Address = section.Text("address", defaults.Address)!,
            Address6 = section.Text("address6", defaults.Address6)!,
            Ports = section.Text("ports", defaults.Ports)!,
            TimeoutSeconds = section.Number(
                "timeoutSeconds", defaults.TimeoutSeconds, OptionLimits.MediaTimeoutSeconds),
            HoldTimeoutSeconds = section.Number(
                "holdTimeoutSeconds", defaults.HoldTimeoutSeconds, OptionLimits.MediaTimeoutSeconds),
            Workers = section.Number("workers", defaults.Workers, OptionLimits.Workers),
            RingBytes = section.Number("ringBytes", defaults.RingBytes, OptionLimits.RingBytes),
        };
        section.RefuseOtherKeys();
        return options;
    }

    private static RecordingOptions ReadRecording(ConfigurationSection section)
    {
        var defaults = new RecordingOptions();
        var options = new RecordingOptions
        {
            Folder = section.Text("folder", defaults.Folder)!,
            Spool = section.Text("spool", defaults.Spool),
            Layout = section.Text("layout", defaults.Layout)!,
            Encoding = section.Text("encoding", defaults.Encoding)!,
            MaxSampleRate = section.Number("maxSampleRate", defaults.MaxSampleRate, OptionLimits.MaxSampleRate),
            MaxChannels = section.Number("maxChannels", defaults.MaxChannels, OptionLimits.MaxChannels),
            Gains = ReadGains(section.Section("gains")),
            MaxBufferBytes = section.Number("maxBufferBytes", defaults.MaxBufferBytes, OptionLimits.MaxBufferBytes),
        };
        section.RefuseOtherKeys();
        return options;
    }

    private static GainsOptions ReadGains(ConfigurationSection section)
    {
        var defaults = new GainsOptions();
        var options = new GainsOptions
        {
            CustomerDb = section.Number("customerDb", defaults.CustomerDb, OptionLimits.GainDb),
            AgentDb = section.Number("agentDb", defaults.AgentDb, OptionLimits.GainDb),
            OthersDb = section.Number("othersDb", defaults.OthersDb, OptionLimits.GainDb),
        };
        section.RefuseOtherKeys();
        return options;
    }

    private static HttpOptions ReadHttp(ConfigurationSection section)
    {
        var options = new HttpOptions { Listen = section.Text("listen", new HttpOptions().Listen)! };
        section.RefuseOtherKeys();
        return options;
    }

    private static LogOptions ReadLog(ConfigurationSection section)
    {
        var defaults = new LogOptions();
        var options = new LogOptions
        {
            Format = section.Text("format", defaults.Format)!,
            Level = section.Text("level", defaults.Level)!,
        };
        section.RefuseOtherKeys();
        return options;
    }

    private static KeypadOptions ReadKeypad(ConfigurationSection section)
    {
        var defaults = new KeypadOptions();
        var options = new KeypadOptions
        {
            Pause = section.Texts("pause", defaults.Pause),
            Resume = section.Texts("resume", defaults.Resume),
            InterDigitTimeoutMs = section.Number(
                "interDigitTimeoutMs", defaults.InterDigitTimeoutMs, OptionLimits.InterDigitTimeoutMs),
        };
        section.RefuseOtherKeys();
        return options;
    }

    private static ImmutableSortedDictionary<string, TrunkOptions> ReadTrunks(ConfigurationSection section)
    {
        var trunks = ImmutableSortedDictionary.CreateBuilder<string, TrunkOptions>(StringComparer.Ordinal);
        foreach (var name in section.Names)
        {
            trunks.Add(name, TrunkOptionsReader.Read(section.Section(name)));
        }

        return trunks.ToImmutable();
    }
}
