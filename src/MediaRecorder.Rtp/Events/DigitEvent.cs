namespace MediaRecorder.Rtp.Events;

/// <summary>One edge of one key press. Every Pressed has exactly one Released after it, with the same
/// <paramref name="StartNs"/>, before the next Pressed.</summary>
/// <param name="Digit">0–9 * # A–D.</param>
/// <param name="StartNs">When the key went down, on the arrival clock: arrival of the first packet heard minus the
/// duration it reports, never before the end of the key before it.</param>
/// <param name="EndNs">Pressed: how far the key is known to reach so far. Released: where it ended.</param>
public readonly record struct DigitEvent(char Digit, long StartNs, DigitEdge Edge, long EndNs);
