using System.Text;

namespace MediaRecorder.Interop.Tests.Tools;

/// <summary>How a tool ended and what it wrote.</summary>
public sealed record ToolResult(string Name, int ExitCode, byte[] Output, string Errors)
{
    public string Text => Encoding.UTF8.GetString(Output);

    /// <summary>Fails with what the tool wrote when it did not end with exit code 0.</summary>
    public ToolResult Succeeded()
    {
        Assert.True(ExitCode == 0, $"{Name} ended with {ExitCode}:\n{Errors}\n{Text}");
        return this;
    }
}
