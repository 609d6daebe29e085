using MediaRecorder.Calls.B2bua;

namespace MediaRecorder.Calls.Tests.B2bua;

public sealed class ManyCallsTests
{
    // REQ: A-09
    [Fact]
    public void Two_thousand_calls_one_after_another_leave_no_entry_anywhere()
    {
        var rig = new CallRig(SimulatedRecorder.Model(maxCalls: 1, noAnswer: TimeSpan.FromHours(1)));
        rig.Network.OnSent = null;
        for (var i = 0; i < 2000; i++)
        {
            rig.Dial();
            rig.Run(0.02);
            (i % 2 == 0 ? rig.Customer : rig.Agent).HangUp();
            rig.Run(0.02);
            Assert.Equal(0, rig.Recorder.B2bua.ActiveCalls);
        }

        Assert.Equal(2000, rig.Recorder.Counters.CallsAnswered);
        Assert.Equal(1000, rig.Recorder.Counters.Ended(CallOutcome.CallerHungUp));
        Assert.Equal(1000, rig.Recorder.Counters.Ended(CallOutcome.CalleeHungUp));
        rig.AssertNothingLeft();
    }
}
