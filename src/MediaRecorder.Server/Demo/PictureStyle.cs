using MediaRecorder.Catalog.Sidecars;
using MediaRecorder.Policy.Model;
using MediaRecorder.Server.Phones.Scripts;
using Spectre.Console;

namespace MediaRecorder.Server.Demo;

/// <summary>
/// Colours and letters of the pictures. Every colour goes with a word, so that none is needed to understand it.
/// </summary>
internal static class PictureStyle
{
    /// <summary>Letters kept for the name before a bar.</summary>
    public const int LabelCells = 10;

    private const int MaxCells = 80;
    private const int MinCells = 20;

    // Room for the word after a live bar.
    private const int TrailingCells = 16;

    private const string Levels = " ▁▂▃▄▅▆▇█";
    private const string PlainLevels = " .:-=+*#@";

    public static int CellsOf(IAnsiConsole console)
    {
        return Math.Clamp(console.Profile.Width - LabelCells - TrailingCells, MinCells, MaxCells);
    }

    public static string Block(IAnsiConsole console) => console.Profile.Capabilities.Unicode ? "█" : "#";

    /// <summary>A letter whose height is the level, 0 to 1.</summary>
    public static char Level(IAnsiConsole console, double level)
    {
        var letters = console.Profile.Capabilities.Unicode ? Levels : PlainLevels;
        return letters[(int)Math.Round(Math.Clamp(level, 0, 1) * (letters.Length - 1))];
    }

    public static string ColourOf(DemoActivity activity) => activity switch
    {
        DemoActivity.Speaking => "green",
        DemoActivity.Listening => "grey",
        DemoActivity.Holding or DemoActivity.Held => "yellow",
        DemoActivity.PressingKeys => "blue",
        DemoActivity.ReadingCard => "red",
        _ => "grey",
    };

    public static string WordOf(DemoActivity activity) => activity switch
    {
        DemoActivity.PressingKeys => "presses keys",
        DemoActivity.ReadingCard => "reads card",
        _ => activity.ToString().ToLowerInvariant(),
    };

    public static string ColourOf(SidecarSegment? segment) => segment switch
    {
        null => "grey",
        _ when segment.Is(SegmentKind.Talk) => "green",
        _ when segment.Is(SegmentKind.Hold) => "yellow",
        _ when segment.Is(SegmentKind.Pause) => "red",
        _ => "magenta",
    };
}
