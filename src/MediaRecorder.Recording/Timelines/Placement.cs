namespace MediaRecorder.Recording.Timelines;

/// <summary>The one result that each packet of a leg has.</summary>
internal enum Placement
{
    /// <summary>On the timeline, at least in part; also when it came out of order.</summary>
    Placed,

    /// <summary>Its place is written already, or cannot be trusted. Dropped.</summary>
    Late,

    /// <summary>The same sequence number again. Dropped.</summary>
    Duplicate,

    /// <summary>A key of the keypad: no sound, goes to the event receiver.</summary>
    Event,

    /// <summary>A payload type that is not recorded; silence.</summary>
    Ignored,
}
