using System.Text;
using MediaRecorder.Server.Phones.Scripts;
using Spectre.Console;

namespace MediaRecorder.Server.Demo;

/// <summary>What one person did so far, a cell per stretch of the call.</summary>
internal sealed class ActivityBar(DemoSide side, int cells)
{
    private readonly DemoActivity[] _cells = new DemoActivity[cells];
    private int _reached;
    private DemoActivity _now;

    /// <summary>The call has come to this part of its length, 0 to 1.</summary>
    public void Reach(double place, DemoActivity activity)
    {
        _now = activity;
        for (var until = (int)(place * cells); _reached < until; _reached++)
            _cells[_reached] = activity;
    }

    public Markup Draw(IAnsiConsole console)
    {
        var markup = new StringBuilder($"{side.ToString().ToLowerInvariant(),-PictureStyle.LabelCells}");
        for (var i = 0; i < _reached; i++)
            markup.Append($"[{PictureStyle.ColourOf(_cells[i])}]{PictureStyle.Block(console)}[/]");

        // Not the spaces after a bar that is short: Spectre would wrap at them.
        markup.Append($" {PictureStyle.WordOf(_now)}");
        return new Markup(markup.ToString()).Overflow(Overflow.Crop);
    }
}
