namespace MediaRecorder.Rtp.Reordering;

/// <summary>Where a packet stands to the one that a <see cref="ReorderWindow"/> waits for.</summary>
public enum WindowOrder
{
    /// <summary>The one waited for, or the first of all: its turn is now.</summary>
    Next,

    /// <summary>Something before it is missing, and it may wait.</summary>
    Ahead,

    /// <summary>Something before it is missing, and it is too far ahead to wait: give up the gap first.</summary>
    FarAhead,

    /// <summary>Its turn is over.</summary>
    Behind,
}
