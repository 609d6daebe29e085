using System.Globalization;

namespace MediaRecorder.Server.Demo;

/// <summary>One line per thing done; for pipes and logs.</summary>
internal sealed class PlainDisplay(TextWriter writer) : IDemoDisplay
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    public async Task ShowAsync(DemoCall call, Task over, TimeProvider time)
    {
        var shown = 0;
        while (true)
        {
            // Asked first, so that what was done last is shown as well.
            var done = over.IsCompleted;
            foreach (var note in call.Notes.From(shown))
            {
                var at = note.At is { } seconds ? seconds.ToString("0.0", CultureInfo.InvariantCulture) + " s" : "";
                await writer.WriteLineAsync($"{at,8}  {note.Side.ToString().ToLowerInvariant(),-8}  {note.Text}");
                shown++;
            }

            if (done)
                return;
            await Task.WhenAny(over, Task.Delay(Period, time));
        }
    }
}
