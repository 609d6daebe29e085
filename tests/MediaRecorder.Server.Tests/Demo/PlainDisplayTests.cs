using MediaRecorder.Server.Demo;
using MediaRecorder.Server.Phones;
using MediaRecorder.Server.Phones.Scripts;
using MediaRecorder.TestKit.Simulation;

namespace MediaRecorder.Server.Tests.Demo;

public class PlainDisplayTests
{
    [Fact]
    public async Task Each_thing_done_is_a_line_and_the_last_ones_are_not_lost()
    {
        var time = new ManualTime();
        var over = new TaskCompletionSource();
        using var call = new DemoCall(new DemoScript(10));
        using var writer = new StringWriter();
        call.Notes.Add(new PhoneNote(DemoSide.Customer, null, "calls"));
        var shown = new PlainDisplay(writer).ShowAsync(call, over.Task, time);
        Assert.Equal("          customer  calls\n", writer.ToString());

        call.Notes.Add(new PhoneNote(DemoSide.Agent, 2.24, "holds the customer"));
        call.Notes.Add(new PhoneNote(DemoSide.Customer, 10, "hangs up"));
        over.SetResult();
        await shown;

        Assert.Equal(
            "          customer  calls\n   2.2 s  agent     holds the customer\n  10.0 s  customer  hangs up\n",
            writer.ToString());
    }
}
