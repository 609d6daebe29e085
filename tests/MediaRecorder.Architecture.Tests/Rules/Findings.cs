namespace MediaRecorder.Architecture.Tests.Rules;

/// <summary>What a rule found, one line each: <c>path:line: what</c>.</summary>
public static class Findings
{
    /// <summary>Fails with every finding, not only the first.</summary>
    public static void None(IEnumerable<string> findings)
    {
        var lines = findings.Distinct().Order(StringComparer.Ordinal).ToArray();
        Assert.True(lines.Length == 0, $"{lines.Length} finding(s):\n  {string.Join("\n  ", lines)}");
    }
}
