namespace MediaRecorder.Policy.Cues;

/// <summary>The callee answered: both sides can be heard from here on.</summary>
public sealed record CallAnswered(long AtNs, CueSource Source, string Evidence)
    : Cue(AtNs, Source, Evidence)
{
    public override string Name => "call-answered";
}
