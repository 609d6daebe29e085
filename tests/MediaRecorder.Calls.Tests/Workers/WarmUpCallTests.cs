using System.Globalization;
using MediaRecorder.Calls.B2bua;
using MediaRecorder.Calls.Model;
using MediaRecorder.Calls.Workers;
using MediaRecorder.Sip.Messages;

namespace MediaRecorder.Calls.Tests.Workers;

public sealed class WarmUpCallTests
{
    private static readonly KeypadModel Keypad = new(["#11#"], ["#12#"], TimeSpan.FromSeconds(4));
    private int _tokens;

    [Fact]
    public void The_warm_up_talks_gives_up_and_is_refused_in_every_round()
    {
        var counters = WarmUpCall.Run(Keypad, NewToken, () => 0);

        Assert.Equal(3 * WarmUpCall.Rounds, counters.CallsOffered);
        Assert.Equal(WarmUpCall.Rounds, counters.Ended(CallOutcome.CallerHungUp));
        Assert.Equal(WarmUpCall.Rounds, counters.Ended(CallOutcome.Cancelled));
        Assert.Equal(WarmUpCall.Rounds, counters.Ended(CallOutcome.Rejected));
        Assert.Equal(0, counters.MessageFaults);
        Assert.Equal(0, counters.MalformedMessages);
        Assert.Equal(0, counters.UnknownSources);

        // Of each call the INVITE, and of each talk the hold and the resume.
        Assert.Equal(5 * WarmUpCall.Rounds, counters.Requests(SipMethod.Invite));
    }

    [Fact]
    public void A_slow_machine_cuts_the_warm_up_short()
    {
        var now = 0L;
        var counters = WarmUpCall.Run(Keypad, NewToken, () => now += 600_000_000);

        Assert.Equal(3, counters.CallsOffered);
    }

    private string NewToken() => "token-" + (++_tokens).ToString("D10", CultureInfo.InvariantCulture);
}
