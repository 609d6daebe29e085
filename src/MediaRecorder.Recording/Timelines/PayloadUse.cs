namespace MediaRecorder.Recording.Timelines;

/// <summary>What the recording does with packets of a payload type.</summary>
internal enum PayloadUse
{
    /// <summary>Counted, and otherwise silence: comfort noise, and codecs that are not recorded.</summary>
    Ignored,
    Audio,
    TelephoneEvent,
}
