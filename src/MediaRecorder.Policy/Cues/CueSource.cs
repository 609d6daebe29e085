namespace MediaRecorder.Policy.Cues;

/// <summary>Where a cue was noticed; stored with every cue (C-10).</summary>
public enum CueSource
{
    Signalling,
    Keypad,
    Media,
    Api,
    Timer,
}
