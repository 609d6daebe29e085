namespace MediaRecorder.Policy.Cues;

/// <summary>
/// What passes between the parties is no longer the voice alone, or is so again: a fax took its place, video came beside
/// it. The evidence names each m-line, as "voice, video RTP/AVP". Only the voice is ever recorded. REQ A-07.
/// </summary>
public sealed record MediaLinesChanged(long AtNs, CueSource Source, string Evidence)
    : Cue(AtNs, Source, Evidence)
{
    public override string Name => "media-lines-changed";
}
