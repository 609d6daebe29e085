using System.Collections.Immutable;
using MediaRecorder.Server.Configuration;
using MediaRecorder.Server.Hosting;

namespace MediaRecorder.Server.Commands;

/// <summary>Shows why nothing was started, one line per error: <c>file: $.path.of.key: reason</c>.</summary>
internal static class StartFailure
{
    /// <summary>Returns the exit code that belongs to it.</summary>
    public static int Write(TextWriter writer, string file, ImmutableArray<ConfigurationError> errors)
    {
        foreach (var error in errors)
        {
            writer.WriteLine(error.Describe(file));
        }

        return ExitCode.BadConfiguration;
    }

    /// <summary>The same for what the environment refused.</summary>
    public static int Write(TextWriter writer, string file, StartResult result)
    {
        foreach (var error in result.Errors)
        {
            writer.WriteLine(new ConfigurationError(error.Path, error.Reason).Describe(file));
        }

        return ExitCode.BadEnvironment;
    }
}
