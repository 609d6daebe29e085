using MediaRecorder.Server.Configuration;

namespace MediaRecorder.Server.Commands;

/// <summary>
/// <c>check-config</c>: what <c>serve</c> would say of the file, without starting anything. REQ I-02.
/// </summary>
public sealed class CheckConfigRun(ConsoleStreams console)
{
    /// <summary>Returns an <see cref="ExitCode"/>.</summary>
    public int Run(string file)
    {
        var configuration = ConfigurationFile.Load(file);
        if (configuration.Model is not { } model)
        {
            return StartFailure.Write(console.Error, file, configuration.Errors);
        }

        foreach (var warning in configuration.Warnings)
        {
            console.Error.WriteLine($"warning: {warning.Describe(file)}");
        }

        console.Out.WriteLine(
            $"{file}: ok, {model.Calls.Trunks.Count} trunks: {string.Join(", ", model.Calls.Trunks.Keys)}");
        return ExitCode.Success;
    }
}
