namespace MediaRecorder.Calls.Workers;

/// <summary>A phone number in a log line: its length and last two digits stay, the rest does not leave the process. REQ I-07.</summary>
public readonly record struct Redacted(string? Number)
{
    private const int Shown = 2;

    public override string ToString()
    {
        if (string.IsNullOrEmpty(Number))
        {
            return "-";
        }

        var hidden = Math.Max(0, Number.Length - Shown);
        return string.Concat(new string('*', hidden), Number.Length > Shown ? Number.AsSpan(hidden) : []);
    }
}
