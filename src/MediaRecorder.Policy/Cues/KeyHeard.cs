using MediaRecorder.Policy.Model;

namespace MediaRecorder.Policy.Cues;

/// <summary>
/// A key was pressed on a leg. Of what was signalled, the sound must stay out of the recording by a
/// <see cref="Control.MuteSpan"/>. From the media it comes twice: at the press with <see cref="StillDown"/> as its end, at the
/// release with the true end.
/// </summary>
public sealed record KeyHeard(long AtNs, CueSource Source, string Evidence, LegId By, long FromNs, long ToNs)
    : Cue(AtNs, Source, Evidence)
{
    /// <summary>The end of a key that nobody has let go of yet.</summary>
    public const long StillDown = long.MaxValue;

    public override string Name => "key-heard";
}
