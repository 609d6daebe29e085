using System.Security;
using MediaRecorder.Server.Configuration.Trees;

namespace MediaRecorder.Server.Configuration;

/// <summary>The configuration file, validated as a whole. REQ I-02.</summary>
public static class ConfigurationFile
{
    /// <summary>Reads the file; one that cannot be read is an error like any other. Never throws.</summary>
    public static ConfigurationResult Load(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            var bytes = new byte[OptionLimits.FileBytes + 1];
            var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return length > OptionLimits.FileBytes
                ? Refused(new ConfigurationError("$", $"is larger than {OptionLimits.FileBytes} bytes"))
                : Parse(bytes.AsSpan(0, length), Environment.CurrentDirectory, Environment.ProcessorCount);
        }
        catch (Exception exception) when (exception
            is IOException or UnauthorizedAccessException or ArgumentException
            or NotSupportedException or SecurityException)
        {
            return Refused(new ConfigurationError("$", $"cannot be read: {exception.Message}"));
        }
    }

    /// <summary>Reads a configuration from memory. Never throws.</summary>
    /// <param name="json">UTF-8 JSON; <c>//</c> comments and trailing commas are allowed.</param>
    /// <param name="workingFolder">Absolute base of relative folders.</param>
    /// <param name="cores">Processors, for <c>media.workers = 0</c>.</param>
    public static ConfigurationResult Parse(ReadOnlySpan<byte> json, string workingFolder, int cores)
    {
        if (!ConfigurationTree.TryParse(json, out var tree, out var error))
        {
            return Refused(error);
        }

        var errors = new ConfigurationErrors(tree.Lines);
        var options = OptionsReader.Read(tree.Root, errors);
        var model = ModelBuilder.Build(options, errors, workingFolder, cores);
        return errors.IsEmpty
            ? new ConfigurationResult(model, [], errors.Warnings())
            : new ConfigurationResult(null, errors.ToImmutable(), []);
    }

    private static ConfigurationResult Refused(ConfigurationError error) => new(null, [error], []);
}
