using System.Globalization;
using MediaRecorder.Load.Marks;

namespace MediaRecorder.Load.Recordings;

/// <summary>
/// Looks for the marks in recordings: each file must hold one call, the caller on its channel, the callee on the other,
/// and every packet once. With what was sent, those packets; without, all between the first and the last that are
/// there.
/// </summary>
internal sealed class RecordingCheck(MarkCodec marks, int callerChannel)
{
    private const int MaxComplaints = 20;
    private const double SamplesPerMs = 8;

    private readonly List<string> _complaints = [];
    private int _files;
    private int _notClean;
    private long _packets;
    private long _missing;
    private long _duplicates;
    private long _backward;
    private long _foreign;
    private long _drift;

    /// <param name="expected">By leg; null when what was sent is not known.</param>
    /// <param name="expectedFiles">Null: as many as there are.</param>
    public RecordingsReport Run(
        IEnumerable<string> paths, IReadOnlyDictionary<int, ExpectedLeg>? expected, int? expectedFiles)
    {
        foreach (var path in paths)
        {
            _files++;
            var complaint = Inspect(path, expected);
            if (complaint is null)
                continue;
            _notClean++;
            if (_complaints.Count < MaxComplaints)
                _complaints.Add($"{Path.GetFileName(path)}: {complaint}");
        }

        return new RecordingsReport(
            _files, expectedFiles ?? _files, _notClean, _packets, _missing, _duplicates, _backward, _foreign,
            _drift / SamplesPerMs, _complaints);
    }

    // Null when nothing is wrong.
    private string? Inspect(string path, IReadOnlyDictionary<int, ExpectedLeg>? expected)
    {
        var channels = RecordedAudio.Read(path, out var failure);
        if (failure is not null)
            return failure;
        if (channels.Length != 2)
            return "not stereo";

        var faults = new List<string>();
        var legs = new int[2];
        for (var channel = 0; channel < 2; channel++)
        {
            var found = ChannelMarks.Find(channels[channel], marks);
            legs[channel] = found.Leg;
            Account(found, channel, expected, faults);
        }

        if (legs[0] >= 0 && legs[1] >= 0 && legs[0] >> 1 != legs[1] >> 1)
            faults.Add($"legs {legs[0]} and {legs[1]} are of different calls");
        return faults.Count == 0 ? null : string.Join("; ", faults);
    }

    private void Account(
        ChannelMarks found, int channel, IReadOnlyDictionary<int, ExpectedLeg>? expected, List<string> faults)
    {
        _packets += found.Packets;
        _duplicates += found.Duplicates;
        _backward += found.Backward;
        _foreign += found.Foreign;
        _drift = Math.Max(_drift, found.Drift);
        if (found.Leg < 0)
        {
            faults.Add($"channel {channel} has no mark");
            return;
        }

        if ((found.Leg & 1) != (channel == callerChannel ? 0 : 1))
            faults.Add($"channel {channel} has the {(found.Leg % 2 == 0 ? "caller" : "callee")}");
        var missing = Missing(found, expected);
        _missing += missing;
        Complain(faults, channel, missing, "missing");
        Complain(faults, channel, found.Duplicates, "doubled");
        Complain(faults, channel, found.Backward, "out of order");
        Complain(faults, channel, found.Foreign, "of another leg");
    }

    private static long Missing(ChannelMarks found, IReadOnlyDictionary<int, ExpectedLeg>? expected)
    {
        if (expected is null)
            return found.Last - found.First + 1 - found.Packets;
        return expected.TryGetValue(found.Leg, out var leg) ? leg.Packets - found.CountBetween(leg.First, leg.Last) : 0;
    }

    private static void Complain(List<string> faults, int channel, long count, string what)
    {
        if (count != 0)
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"channel {channel}: {count} packets {what}"));
    }
}
