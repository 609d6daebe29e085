namespace MediaRecorder.Interop.Tests.Captures;

/// <summary>A key pressed in a track; times in ms from the track's start.</summary>
public readonly record struct Keystroke(char Key, int StartMs, int LengthMs)
{
    public int EndMs => StartMs + LengthMs;

    /// <summary>RFC 4733 §3.2: 0–9 are themselves, 10 is the star, 11 the pound.</summary>
    public byte EventCode => Key switch
    {
        '*' => 10,
        '#' => 11,
        _ => (byte)(Key - '0'),
    };
}
