using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace MediaRecorder.Catalog.Sidecars;

/// <summary>
/// A published recording as its sidecar describes it: the Catalog's own view of the JSON that Recording writes. Keys
/// that it does not know are passed over, so that a newer writer of the same version can add some. REQ B-08.
/// </summary>
/// <param name="Version">Always <see cref="SidecarReader.KnownVersion"/>.</param>
/// <param name="RecordingId">Unique for ever.</param>
/// <param name="CallReference">The call's name in logs and in the API.</param>
/// <param name="SipCallId">Call-ID of the leg by which the call came in.</param>
/// <param name="Trunk">Name of the trunk it came by.</param>
/// <param name="Direction">inbound or outbound, as SIP sees it.</param>
/// <param name="Caller">Who called.</param>
/// <param name="Callee">Who was called.</param>
/// <param name="StartedAt">UTC instant of the first sample.</param>
/// <param name="EndedAt">UTC instant after the last sample.</param>
/// <param name="Seconds">Length of the audio.</param>
/// <param name="State">completed, unless the file is not done yet.</param>
/// <param name="Format">How the audio file is built.</param>
/// <param name="Segments">Ordered by start; of different kinds they may overlap.</param>
/// <param name="Cues">Ordered by time.</param>
/// <param name="Quality">One entry per leg.</param>
/// <param name="Tags">Retention and other tags.</param>
/// <param name="Recovered">The writing process was killed; the file was finished at the next start.</param>
/// <param name="EndCause">Why the recording ended, where that is known.</param>
public sealed record RecordingSidecar(
    int Version,
    [property: JsonPropertyName("recording")] string RecordingId,
    string CallReference,
    string SipCallId,
    string Trunk,
    string Direction,
    string Caller,
    string Callee,
    DateTimeOffset StartedAt,
    DateTimeOffset EndedAt,
    double Seconds,
    string State,
    SidecarFormat Format,
    ImmutableArray<SidecarSegment> Segments,
    ImmutableArray<SidecarCue> Cues,
    ImmutableArray<SidecarLegQuality> Quality,
    ImmutableSortedDictionary<string, string> Tags,
    bool Recovered = false,
    string? EndCause = null);
