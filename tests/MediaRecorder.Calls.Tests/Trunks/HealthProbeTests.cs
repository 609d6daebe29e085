using System.Net;
using MediaRecorder.Calls.Model;
using MediaRecorder.Calls.Tests.B2bua;
using MediaRecorder.Calls.Trunks;
using MediaRecorder.Sip.Messages;
using static MediaRecorder.Calls.Tests.B2bua.HandmadeCall;
using static MediaRecorder.Calls.Tests.Trunks.TrunkRig;

namespace MediaRecorder.Calls.Tests.Trunks;

/// <summary>Next hops that are asked by OPTIONS whether they live.</summary>
// REQ: A-03
public sealed class HealthProbeTests
{
    private readonly HandmadeCall _call = Create(pbx => pbx with
    {
        HealthCheck = new HealthCheckModel(
            TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(2), DownAfter: 2, UpAfter: 2, TimeSpan.FromSeconds(30)),
    });

    [Fact]
    public void Each_next_hop_is_asked_in_its_interval_in_proper_form()
    {
        var asked = Rounds(1)[0];

        Assert.Equal([First, Second, Third], asked.Select(m => m.To));
        var options = asked[0].Message;
        Assert.Equal(("OPTIONS", "sip:192.0.2.20:5060"), (options.MethodToken, options.RequestUri));
        Assert.NotNull(options.From.Tag);
        Assert.Null(options.To.Tag);
        Assert.Equal("sip:192.0.2.1:5060", Assert.Single(options.Contacts).Uri.Text);
        Assert.Equal(3, asked.Select(m => m.Message.CallId).Distinct().Count());
        Assert.Equal([3, 3, 3], Rounds(3).Select(round => round.Count));
    }

    [Theory]
    [InlineData(200, HopState.Up)]
    [InlineData(405, HopState.Up)]
    [InlineData(404, HopState.Up)]
    [InlineData(503, HopState.Unknown)]
    [InlineData(100, HopState.Unknown)]
    public void Any_final_answer_but_503_says_that_it_lives(int status, HopState expected)
    {
        var options = Rounds(1)[0][0].Message;

        _call.Receive(Response(options, status), First);

        Assert.Equal(expected, _call.Hops()[0]);
    }

    [Fact]
    public void One_that_is_silent_twice_gets_no_calls_until_it_has_answered_twice()
    {
        Rounds(2, answering: [Second, Third]);
        _call.Wait(2);
        Assert.Equal([HopState.Down, HopState.Up, HopState.Up], _call.Hops());
        _call.Receive(Response(_call.Dial("h1").To(Second), 486), Second);

        Rounds(1, answering: [First, Second, Third]);
        Assert.Equal(HopState.Down, _call.Hops()[0]);
        Rounds(1, answering: [First, Second, Third]);
        Assert.Equal(HopState.Up, _call.Hops()[0]);
        _call.Dial("h2").To(First);
    }

    [Fact]
    public void An_answer_that_comes_after_its_time_does_not_count()
    {
        var options = Rounds(1)[0][0].Message;
        _call.Wait(2.1);

        _call.Receive(Response(options, 200), First);

        Assert.Equal(HopState.Unknown, _call.Hops()[0]);
    }

    [Fact]
    public void Without_an_interval_nobody_is_asked()
    {
        var call = Create();

        Assert.Empty(call.Wait(1000));
        Assert.Equal(long.MaxValue, call.Recorder.B2bua.NextDeadlineNs);
    }

    // The new OPTIONS of each round of ten seconds; of each round the last 8 s are still to come at the end.
    private List<List<(IPEndPoint To, SipMessage Message)>> Rounds(int count, IPEndPoint[]? answering = null)
    {
        var rounds = new List<List<(IPEndPoint To, SipMessage Message)>>();
        for (var round = 0; round < count; round++)
        {
            var fresh = new List<(IPEndPoint To, SipMessage Message)>();
            for (var tenth = 0; fresh.Count < 3 && tenth < 200; tenth++)
            {
                fresh.AddRange(_call.Wait(0.1).Where(m =>
                    m.Message.MethodToken == "OPTIONS" && _seen.Add(m.Message.CallId)));
            }

            foreach (var (to, message) in fresh.Where(m => answering?.Contains(m.To) == true))
            {
                _call.Receive(Response(message, 200), to);
            }

            rounds.Add(fresh);
        }

        return rounds;
    }

    private readonly HashSet<string> _seen = [];
}
