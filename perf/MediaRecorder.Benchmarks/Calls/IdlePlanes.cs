using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using MediaRecorder.Buffers;
using MediaRecorder.Calls.Workers;
using MediaRecorder.Media.Paths;
using MediaRecorder.Media.Security;
using MediaRecorder.Media.Workers;
using MediaRecorder.Policy.Control;
using MediaRecorder.Policy.Cues;
using MediaRecorder.Policy.Model;
using MediaRecorder.Recording.Commands;
using MediaRecorder.Recording.Layouts;
using MediaRecorder.Recording.Timelines;

namespace MediaRecorder.Benchmarks.Calls;

/// <summary>Media and recording that take every command and do nothing.</summary>
internal sealed class IdlePlanes : IMediaPlane, IRecordingPlane
{
    public bool TryOpen(
        TapPair? taps, AddressFamily ingress, AddressFamily egress, [NotNullWhen(true)] out RelayPath? path)
    {
        path = new RelayPath(ingress, egress);
        return true;
    }

    public bool TryAddLine(RelayPath path, int place)
    {
        path[place] = new RelayLine(10_000, 10_002);
        return true;
    }

    public void SetVoice(RelayPath path, int? place)
    {
    }

    public void SetRemote(RelayPath path, int place, LegSide side, LineRemote remote)
    {
    }

    public void SetKeys(RelayPath path, int place, LegSide side, LineKeys? keys)
    {
    }

    public long UnopenedPacketsOf(RelayPath path, LegSide side) => 0;

    public long PacketsOf(RelayPath path) => 0;

    public void Close(RelayPath path)
    {
    }

    public TapPair Open(
        RecordingId id,
        RecordingIdentity identity,
        LayoutRules layout,
        LegRole ingress,
        LegRole egress,
        long originNs) =>
        new(0, new TapId(1), new TapId(2));

    public void SetFormats(RecordingId id, LegId leg, LegFormats formats)
    {
    }

    public void Apply(RecordingId id, Cue cue, ImmutableArray<RecordingAction> actions)
    {
    }

    public void Tag(RecordingId id, string name, string value)
    {
    }

    public void Close(RecordingId id, long atNs)
    {
    }
}
