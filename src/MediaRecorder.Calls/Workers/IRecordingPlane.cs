using System.Collections.Immutable;
using MediaRecorder.Buffers;
using MediaRecorder.Media.Paths;
using MediaRecorder.Policy.Control;
using MediaRecorder.Policy.Cues;
using MediaRecorder.Policy.Model;
using MediaRecorder.Recording.Commands;
using MediaRecorder.Recording.Layouts;
using MediaRecorder.Recording.Timelines;

namespace MediaRecorder.Calls.Workers;

/// <summary>
/// What a call asks of the recording room. Called by the SipWorker only; nothing here may block or fail a call.
/// </summary>
public interface IRecordingPlane
{
    /// <summary>
    /// Prepares a recording in memory and names the taps that feed it. No file exists until the policy starts one.
    /// </summary>
    /// <param name="layout">How the recording is built.</param>
    /// <param name="originNs">Instant 0 of the recording's timeline.</param>
    TapPair Open(
        RecordingId id,
        RecordingIdentity identity,
        LayoutRules layout,
        LegRole ingress,
        LegRole egress,
        long originNs);

    /// <summary>Names a tap for a leg that may join a call.</summary>
    TapId NewTap() => default;

    /// <summary>A further leg joins the call; comes ahead of its first packet.</summary>
    void AddLeg(RecordingId id, LegId leg, LegRole role, TapId tap)
    {
    }

    /// <summary>Which payload types this leg's packets may carry from now on.</summary>
    void SetFormats(RecordingId id, LegId leg, LegFormats formats);

    /// <summary>
    /// Carries out what the policy decided on a cue; the cue itself goes into the recording's journal.
    /// </summary>
    void Apply(RecordingId id, Cue cue, ImmutableArray<RecordingAction> actions);

    /// <summary>Something about the call that its sidecar shall say.</summary>
    void Tag(RecordingId id, string name, string value);

    /// <summary>The call has ended: finish the file, or forget a recording that never started.</summary>
    void Close(RecordingId id, long atNs);
}
