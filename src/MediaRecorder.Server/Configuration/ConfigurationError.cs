using System.Globalization;

namespace MediaRecorder.Server.Configuration;

/// <summary>One thing that is wrong with the configuration or, at start, with what it points at.</summary>
/// <param name="Path">The key, as <c>$.path.of.key</c>; <c>$</c> is the file as a whole.</param>
/// <param name="Reason">What is wrong and what is expected, in one line.</param>
/// <param name="Line">Line of the file, from 1; 0 when there is none.</param>
public readonly record struct ConfigurationError(string Path, string Reason, int Line = 0)
{
    /// <summary><c>file: $.path.of.key: reason (line n)</c>, the one form in which start-up errors are shown.</summary>
    public string Describe(string file)
    {
        return Line > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{file}: {Path}: {Reason} (line {Line})")
            : $"{file}: {Path}: {Reason}";
    }
}
