using System.Globalization;
using System.Text;
using MediaRecorder.Catalog.Folders;
using MediaRecorder.Catalog.Sidecars;
using MediaRecorder.Policy.Model;
using Spectre.Console;

namespace MediaRecorder.Server.Demo;

/// <summary>
/// A finished recording as a picture: a bar per channel, as loud as the file is and in the colour of its segments.
/// </summary>
internal sealed class RecordingPicture(IAnsiConsole console)
{
    // One step of 16 bits would be rounding; the gate writes zeros, so nothing is allowed.
    private const int SilentPeak = 0;

    public void Draw(PublishedRecording recording)
    {
        var sidecar = recording.Sidecar;
        var cells = PictureStyle.CellsOf(console);
        console.WriteLine();
        if (Waveform.TryRead(recording.AudioPath, cells, out var waveform))
        {
            foreach (var channel in sidecar.Format.Channels)
                DrawChannel(channel, sidecar, waveform);
            DrawAxis(waveform);
        }

        DrawSegments(sidecar, waveform);
        DrawFacts(recording);
    }

    /// <summary>The segment whose colour an instant has: what shuts the gate covers what leaves it open.</summary>
    internal static SidecarSegment? SegmentAt(RecordingSidecar sidecar, double ms)
    {
        SidecarSegment? found = null;
        foreach (var segment in sidecar.Segments)
        {
            if (segment.Covers(ms) && (found is null || Rank(segment) > Rank(found)))
                found = segment;
        }

        return found;
    }

    private static int Rank(SidecarSegment segment)
    {
        if (segment.Is(SegmentKind.Pause))
            return 3;
        if (segment.Is(SegmentKind.Hold))
            return 2;
        return segment.Is(SegmentKind.Talk) ? 0 : 1;
    }

    private void DrawChannel(SidecarChannel channel, RecordingSidecar sidecar, Waveform waveform)
    {
        var bar = new StringBuilder();
        for (var cell = 0; cell < waveform.Cells; cell++)
        {
            var ms = (cell + 0.5) * waveform.File.Seconds * 1000 / waveform.Cells;
            var colour = PictureStyle.ColourOf(SegmentAt(sidecar, ms));
            var known = channel.Index < waveform.File.Format.ChannelCount;
            var level = PictureStyle.Level(console, known ? waveform.LevelAt(channel.Index, cell) : 0);
            bar.Append(CultureInfo.InvariantCulture, $"[{colour} on grey15]{level}[/]");
        }

        console.MarkupLine($"{Markup.Escape(channel.Role.ToLowerInvariant()),-PictureStyle.LabelCells}{bar}");
    }

    private void DrawAxis(Waveform waveform)
    {
        var end = Seconds(waveform.File.Seconds);
        var middle = Seconds(waveform.File.Seconds / 2);
        var first = (waveform.Cells / 2) - 3;
        var left = "0 s".PadRight(Math.Max(4, first));
        var right = end.PadLeft(Math.Max(1, waveform.Cells - first - middle.Length));
        console.MarkupLine($"{"",PictureStyle.LabelCells}[grey]{left}{middle}{right}[/]");
    }

    private void DrawSegments(RecordingSidecar sidecar, Waveform? waveform)
    {
        console.WriteLine();
        foreach (var segment in sidecar.Segments)
        {
            var (start, end) = (segment.StartMs / 1000.0, segment.EndMs / 1000.0);
            var by = segment.By is null ? "" : $" by {segment.By.ToLowerInvariant()}";
            console.MarkupLine(
                $"{"",PictureStyle.LabelCells}[{PictureStyle.ColourOf(segment)}]{PictureStyle.Block(console)}[/] "
                + $"{Markup.Escape(segment.Kind.ToLowerInvariant()),-6} {Seconds(start),8} – {Seconds(end),-8} "
                + $"{Silence(segment, waveform, start, end)}[grey]{Markup.Escape(segment.Cause + by)}[/]");
        }
    }

    private static string Silence(SidecarSegment segment, Waveform? waveform, double start, double end)
    {
        if (waveform is null || !(segment.Is(SegmentKind.Pause) || segment.Is(SegmentKind.Hold)))
            return "";
        return waveform.PeakBetween(start, end) <= SilentPeak
            ? "silent in the file, "
            : "[red]NOT silent in the file[/], ";
    }

    private void DrawFacts(PublishedRecording recording)
    {
        var sidecar = recording.Sidecar;
        var format = sidecar.Format;
        var names = new GridColumn().NoWrap().PadLeft(0).PadRight(PictureStyle.LabelCells - "sidecar".Length);
        var grid = new Grid().AddColumn(names).AddColumn();
        var bytes = new FileInfo(recording.AudioPath).Length;
        var channels = string.Join(", ", format.Channels.Select(c => $"{c.Index} {c.Role.ToLowerInvariant()}"));
        var direction = sidecar.Direction.ToLowerInvariant();
        Add(grid, "call", $"{sidecar.Caller} to {sidecar.Callee}, {direction} by {sidecar.Trunk}");
        Add(grid, "format", $"{format.Container}, {format.Encoding}, {format.SampleRate} Hz, channels: {channels}");
        Add(grid, "length", Seconds(sidecar.Seconds));
        foreach (var (name, value) in sidecar.Tags)
            Add(grid, name, value);
        Add(grid, "size", string.Create(CultureInfo.InvariantCulture, $"{bytes:N0} bytes"));
        console.WriteLine();
        console.Write(grid);

        // Not in the grid: a path that is cut by a column cannot be copied.
        console.WriteLine();
        console.Profile.Out.Writer.WriteLine($"recording {recording.AudioPath}");
        console.Profile.Out.Writer.WriteLine($"sidecar   {recording.SidecarPath}");
    }

    private static void Add(Grid grid, string name, string value) =>
        grid.AddRow(new Text(name, new Style(Color.Grey)), new Text(value));

    private static string Seconds(double seconds) => seconds.ToString("0.0", CultureInfo.InvariantCulture) + " s";
}
