namespace MediaRecorder.Calls.Trunks;

/// <summary>What is known of a next hop.</summary>
public enum HopState
{
    /// <summary>Nothing yet, or it has rested long enough to be tried again.</summary>
    Unknown,
    Up,
    Down,
}
