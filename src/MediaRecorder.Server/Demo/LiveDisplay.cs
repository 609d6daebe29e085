using MediaRecorder.Server.Phones.Scripts;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MediaRecorder.Server.Demo;

/// <summary>A bar per person that grows with the call, and what the two do now; for terminals.</summary>
internal sealed class LiveDisplay(IAnsiConsole console) : IDemoDisplay
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    private static readonly DemoActivity[] Legend =
    [
        DemoActivity.Speaking, DemoActivity.Listening, DemoActivity.Holding, DemoActivity.PressingKeys,
        DemoActivity.ReadingCard,
    ];

    public async Task ShowAsync(DemoCall call, Task over, TimeProvider time)
    {
        var cells = PictureStyle.CellsOf(console);
        var customer = new ActivityBar(DemoSide.Customer, cells);
        var agent = new ActivityBar(DemoSide.Agent, cells);
        var length = (double)call.Script.Frames / DemoScript.FramesPerSecond;
        long? answered = null;
        await console.Live(new Text("")).StartAsync(async live =>
        {
            while (true)
            {
                var done = over.IsCompleted;
                var activity = call.ActivityOf(DemoSide.Agent);
                if (answered is null && activity is not (DemoActivity.Waiting or DemoActivity.Ringing))
                    answered = time.GetTimestamp();

                var seconds = answered is { } start ? time.GetElapsedTime(start).TotalSeconds : 0;
                var place = Math.Min(seconds / length, 1);
                customer.Reach(place, call.ActivityOf(DemoSide.Customer));
                agent.Reach(place, activity);
                live.UpdateTarget(Draw(customer, agent, Math.Min(seconds, length), length));
                live.Refresh();
                if (done)
                    return;
                await Task.WhenAny(over, Task.Delay(Period, time));
            }
        });
    }

    private Rows Draw(ActivityBar customer, ActivityBar agent, double seconds, double length)
    {
        var block = PictureStyle.Block(console);
        var legend = Legend.Select(activity =>
            $"[{PictureStyle.ColourOf(activity)}]{block}[/] {PictureStyle.WordOf(activity)}");
        return new Rows(new List<IRenderable>
        {
            new Markup($"[bold]Call in progress[/]  {seconds:0.0} of {length:0} s"),
            customer.Draw(console),
            agent.Draw(console),
            new Markup($"{"",PictureStyle.LabelCells}{string.Join("  ", legend)}"),
        });
    }
}
