using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using MediaRecorder.Recording.Layouts;

namespace MediaRecorder.Recording.Sidecars;

/// <summary>
/// The journal beside a `.wav.part`: JSON lines, only ever appended. The first is the <see cref="Sidecar"/> as known at
/// the start, each other one a <see cref="JournalLine"/>. A line that cannot be read is skipped: the last one may be
/// torn, and one before it may be when the disk refused a part of it.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Sidecar))]
[JsonSerializable(typeof(JournalLine))]
internal sealed partial class JournalJson : JsonSerializerContext
{
    private const byte LineEnd = (byte)'\n';

    public static byte[] WriteHead(Sidecar head) => Line(head, Default.Sidecar);

    public static byte[] Write(JournalLine line) => Line(line, Default.JournalLine);

    /// <summary>Puts together what a journal tells. Open segments end at <paramref name="samples"/>, the end of what
    /// was saved of the file. False when the first line cannot be read.</summary>
    public static bool TryRead(ReadOnlySpan<byte> journal, long samples, [NotNullWhen(true)] out Sidecar? sidecar)
    {
        sidecar = null;
        var open = new List<SidecarSegment>();
        while (!journal.IsEmpty)
        {
            int end = journal.IndexOf(LineEnd);
            ReadOnlySpan<byte> line = end < 0 ? journal : journal[..end];
            journal = end < 0 ? default : journal[(end + 1)..];
            if (sidecar is null)
            {
                // Without its line end the head may be cut inside a number and still parse.
                if (end < 0 || !TryParse(line, Default.Sidecar, out sidecar) || sidecar.Format.SampleRate <= 0)
                    return false;
            }
            else if (end >= 0 && TryParse(line, Default.JournalLine, out JournalLine? next))
            {
                Apply(sidecar, open, next);
            }
        }

        if (sidecar is null)
            return false;

        foreach (SidecarSegment segment in open)
            segment.EndSample = samples;
        sidecar.Segments.AddRange(open);
        SegmentIndex.Settle(sidecar.Segments, samples, sidecar.Format.SampleRate);
        return true;
    }

    private static void Apply(Sidecar sidecar, List<SidecarSegment> open, JournalLine line)
    {
        if (line.Opened is { } opened)
        {
            open.Add(opened);
        }
        else if (line.Closed is { } closed)
        {
            open.RemoveAll(segment => segment.Kind == closed.Kind);
            sidecar.Segments.Add(closed);
        }
        else if (line.Cue is { } cue)
        {
            sidecar.Cues.Add(cue);
        }
        else if (line.Tag is { } tag)
        {
            sidecar.Tags[tag.Name] = tag.Value;
        }
        else if (line.Channel is { } channel)
        {
            sidecar.Format.Channels.Add(channel);
        }
        else if (line.Leg is { } leg)
        {
            Join(sidecar, leg);
        }
    }

    private static void Join(Sidecar sidecar, SidecarLeg leg)
    {
        sidecar.Legs.RemoveAll(known => known.Leg == leg.Leg);
        sidecar.Legs.Add(leg);
        List<SidecarChannel> channels = sidecar.Format.Channels;
        if (leg.Channel is { } place && place >= 0 && place < channels.Count
            && channels[place] is { Leg: null } empty && empty.Role != RecordingChannel.MixName)
        {
            channels[place] = empty with { Leg = leg.Leg, Role = leg.Role };
        }
    }

    private static byte[] Line<T>(T value, JsonTypeInfo<T> type)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(value, type);
        return [.. json, LineEnd];
    }

    private static bool TryParse<T>(ReadOnlySpan<byte> line, JsonTypeInfo<T> type, [NotNullWhen(true)] out T? value)
        where T : class
    {
        try
        {
            value = JsonSerializer.Deserialize(line, type);
            return value is not null;
        }
        catch (JsonException)
        {
            value = null;
            return false;
        }
    }
}
