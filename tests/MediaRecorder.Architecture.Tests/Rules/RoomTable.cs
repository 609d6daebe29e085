using System.Collections.Frozen;

namespace MediaRecorder.Architecture.Tests.Rules;

/// <summary>
/// The table "who may know whom" of the design, row by row. A change here needs a note in src/decisions.
/// </summary>
public static class RoomTable
{
    /// <summary>No sockets, files, threads, clocks, loggers, async.</summary>
    public static readonly FrozenSet<string> PureRing =
        FrozenSet.Create("Sip", "Rtp", "Audio", "Containers", "Policy", "Buffers");

    /// <summary>Room → rooms it may reference. Server may reference all.</summary>
    public static readonly FrozenDictionary<string, string[]> MayReference = new Dictionary<string, string[]>
    {
        ["Buffers"] = [],
        ["Sip"] = [],
        ["Rtp"] = ["Buffers"],
        ["Audio"] = [],
        ["Containers"] = [],
        ["Policy"] = [],
        ["Net"] = ["Buffers"],
        // src/decisions/0006-the-bridge-mixes-on-the-media-thread.md adds Audio to the design's row.
        ["Media"] = ["Rtp", "Audio", "Net", "Buffers"],
        ["Recording"] = ["Audio", "Containers", "Rtp", "Policy", "Buffers"],
        // src/decisions/0001-calls-knows-buffers.md adds Buffers to the design's row.
        ["Calls"] = ["Sip", "Policy", "Media", "Recording", "Net", "Buffers"],
        ["Catalog"] = ["Policy"],
        ["Server"] =
        [
            "Buffers", "Sip", "Rtp", "Audio", "Containers", "Policy", "Net", "Media", "Recording", "Calls", "Catalog",
        ],
    }.ToFrozenDictionary();

    public static bool IsArrowAllowed(string from, string to) => from == to || MayReference[from].Contains(to);
}
