namespace MediaRecorder.Audio.Tones;

/// <summary>
/// The two frequencies of each key (ITU-T Q.23 §5, Q.24 table A-1).
/// <code>
///          1209   1336   1477   1633 Hz
///  697 Hz    1      2      3      A
///  770 Hz    4      5      6      B
///  852 Hz    7      8      9      C
///  941 Hz    *      0      #      D
/// </code>
/// </summary>
public static class DtmfTones
{
    private const string Keys = "123A456B789C*0#D";

    private static readonly int[] LowHz = [697, 770, 852, 941];
    private static readonly int[] HighHz = [1209, 1336, 1477, 1633];

    /// <summary>The row frequencies in Hz, from the top.</summary>
    public static ReadOnlySpan<int> LowGroupHz => LowHz;

    /// <summary>The column frequencies in Hz, from the left.</summary>
    public static ReadOnlySpan<int> HighGroupHz => HighHz;

    /// <summary>Letters in upper or lower case; false for anything that is no key.</summary>
    public static bool TryGetFrequencies(char key, out int lowHz, out int highHz)
    {
        var index = Keys.IndexOf(char.ToUpperInvariant(key), StringComparison.Ordinal);
        lowHz = index < 0 ? 0 : LowGroupHz[index / 4];
        highHz = index < 0 ? 0 : HighGroupHz[index % 4];
        return index >= 0;
    }

    /// <summary>The key at a row and a column, 0–3 each.</summary>
    public static char KeyAt(int row, int column)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)row, 3u);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)column, 3u);
        return Keys[(4 * row) + column];
    }
}
