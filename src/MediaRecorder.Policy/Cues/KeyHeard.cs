using MediaRecorder.Policy.Model;

namespace MediaRecorder.Policy.Cues;

/// <summary>
/// A key was pressed on a leg; its own sound must stay out of the recording. Sent twice for a key: at the press with
/// <see cref="StillDown"/> as its end, at the release with the true end.
/// </summary>
public sealed record KeyHeard(long AtNs, CueSource Source, string Evidence, LegId By, long FromNs, long ToNs)
    : Cue(AtNs, Source, Evidence)
{
    /// <summary>The end of a key that nobody has let go of yet.</summary>
    public const long StillDown = long.MaxValue;

    public override string Name => "key-heard";
}
