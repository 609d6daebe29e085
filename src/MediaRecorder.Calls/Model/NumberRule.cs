namespace MediaRecorder.Calls.Model;

/// <summary>What becomes of a number. REQ A-04.</summary>
/// <param name="Match">The numbers it is for.</param>
/// <param name="Replace">What takes their place, with <c>$1</c> for what the pattern's first brackets hold.</param>
public sealed record NumberRule(NumberPattern Match, string Replace);
