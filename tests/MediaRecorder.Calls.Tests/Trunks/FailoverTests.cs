using System.Net;
using MediaRecorder.Calls.Model;
using MediaRecorder.Calls.Tests.B2bua;
using MediaRecorder.Calls.Trunks;
using static MediaRecorder.Calls.Tests.B2bua.HandmadeCall;
using static MediaRecorder.Calls.Tests.Trunks.TrunkRig;

namespace MediaRecorder.Calls.Tests.Trunks;

/// <summary>A call that its first next hop does not take.</summary>
// REQ: A-03
public sealed class FailoverTests
{
    private static readonly IPEndPoint Customer = SimulatedRecorder.CustomerSip;

    [Fact]
    public void After_a_503_the_next_hop_gets_the_call_in_a_dialog_of_its_own_and_the_caller_notices_nothing()
    {
        var call = Create();
        var first = call.Dial().To(First);

        var sent = call.Receive(Response(first, 503), First);

        var second = sent.To(Second);
        Assert.NotEqual(first.CallId, second.CallId);
        Assert.NotEqual(first.TopVia.Branch, second.TopVia.Branch);
        Assert.Equal("sip:4711@192.0.2.21:5060", second.RequestUri);
        Assert.True(first.Body.SequenceEqual(second.Body));
        Assert.DoesNotContain(sent, m => m.To.Equals(Customer));
        sent = call.Receive(Response(second, 200, AgentSdp()), Second);
        Assert.Equal(200, sent.Status());
        Assert.Contains(sent, m => m.Message.MethodToken == "ACK" && m.Message.CallId == second.CallId);
        Assert.Equal(1, call.Recorder.Counters.Failovers);
        Assert.Equal(1, call.Recorder.Counters.CallsAnswered);
        Assert.Equal(0, call.Recorder.Counters.MessageFaults);
    }

    [Fact]
    public void A_hop_that_says_nothing_in_its_time_is_left_and_what_it_says_later_is_ended()
    {
        var call = Create();
        var first = call.Dial().To(First);

        Assert.DoesNotContain(call.Wait(3.9), m => m.To.Equals(Second));
        var second = call.Wait(0.2).To(Second);
        Assert.DoesNotContain(call.Wait(0.1), m => m.Message.MethodToken == "CANCEL");

        var late = call.Receive(Response(first, 180), First);
        late.To(First, "CANCEL");
        Assert.Single(late);
        late = call.Receive(Response(first, 200, AgentSdp()), First);
        late.To(First, "ACK");
        late.To(First, "BYE");
        Assert.DoesNotContain(late, m => m.To.Equals(Customer));
        late = call.Receive(Response(first, 200, AgentSdp()), First);
        late.To(First, "ACK");
        Assert.Single(late);

        Assert.Equal(200, call.Receive(Response(second, 200, AgentSdp()), Second).Status());
        Assert.Equal(1, call.Recorder.B2bua.ActiveCalls);
    }

    [Fact]
    public void A_100_is_enough_to_wait_for_a_hop()
    {
        var call = Create();
        var first = call.Dial().To(First);
        call.Receive(Response(first, 100), First);

        Assert.DoesNotContain(call.Wait(30), m => m.To.Equals(Second));
        call.Receive(Response(first, 503), First).To(Second);
    }

    [Fact]
    public void Once_the_caller_has_heard_it_ring_no_other_hop_takes_its_place()
    {
        var call = Create();
        var first = call.Dial().To(First);
        Assert.Equal(180, call.Receive(Response(first, 180), First).Status());

        Assert.Equal(503, call.Receive(Response(first, 503), First).Status());
        call.AssertNothingLeft();
    }

    [Theory]
    [InlineData(486)]
    [InlineData(500)]
    [InlineData(603)]
    public void Other_failures_go_to_the_caller(int status)
    {
        var call = Create();

        Assert.Equal(status, call.Receive(Response(call.Dial().To(First), status), First).Status());
        call.AssertNothingLeft();
    }

    [Fact]
    public void Which_failures_count_is_configured()
    {
        var call = Create(pbx => pbx with { FailoverOn = [500, 486] });

        var second = call.Receive(Response(call.Dial().To(First), 486), First).To(Second);
        Assert.Equal(486, call.Receive(Response(second, 503), Second).Status());
    }

    [Fact]
    public void When_all_fail_the_caller_gets_the_failure_of_the_lowest_class()
    {
        var call = Create(pbx => pbx with { FailoverOn = [404, 503, 600] });
        var second = call.Receive(Response(call.Dial().To(First), 503), First).To(Second);
        var third = call.Receive(Response(second, 404), Second).To(Third);

        Assert.Equal(404, call.Receive(Response(third, 503), Third).Status());
        call.AssertNothingLeft();
    }

    [Fact]
    public void When_none_answers_the_caller_gets_408_and_nothing_is_left()
    {
        var call = Create();
        call.Dial();

        Assert.Equal(408, call.Wait(60).Status());
        Assert.Equal(2, call.Recorder.Counters.Failovers);
        call.AssertNothingLeft();
    }

    [Fact]
    public void A_caller_who_gives_up_meanwhile_is_answered_487_and_no_further_hop_is_asked()
    {
        var call = Create();
        call.Dial();
        var second = call.Wait(4.1).To(Second);

        var cancel = call.CustomerRequest("CANCEL", 1, branch: "1");
        Assert.Contains(call.Customer(cancel), m => !m.Message.IsRequest && m.Message.StatusCode == 487);
        call.Receive(Response(second, 180), Second).To(Second, "CANCEL");
        Assert.DoesNotContain(call.Receive(Response(second, 503), Second), m => m.To.Equals(Third));
        call.AssertNothingLeft();
    }

    [Fact]
    public void A_hop_that_fails_two_calls_is_passed_over_until_its_rest_is_over()
    {
        var call = Create();
        for (var i = 0; i < 2; i++)
        {
            var second = call.Receive(Response(call.Dial($"f{i}").To(First), 503), First).To(Second);
            call.Receive(Response(second, 486), Second);
        }

        Assert.Equal([HopState.Down, HopState.Up, HopState.Unknown], call.Hops());
        var third = call.Dial("f3");
        Assert.DoesNotContain(third, m => m.To.Equals(First));
        call.Receive(Response(third.To(Second), 486), Second);
        call.Wait(31);
        call.Dial("f4").To(First);
    }

    [Fact]
    public void A_hop_that_asks_for_a_rest_gets_it()
    {
        var call = Create();
        var second = call.Receive(
            Response(call.Dial("r1").To(First), 503, extra: "Retry-After: 20 (overload);duration=9\r\n"), First).To(Second);
        call.Receive(Response(second, 486), Second);

        call.Wait(19);
        call.Receive(Response(call.Dial("r2").To(Second), 486), Second);
        call.Wait(1.1);
        call.Dial("r3").To(First);
    }

    [Fact]
    public void When_all_are_down_they_are_tried_all_the_same()
    {
        var call = Create(pbx => pbx with { NextHops = [new NextHopModel(First)] });
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(503, call.Receive(Response(call.Dial($"d{i}").To(First), 503), First).Status());
        }

        Assert.Equal([HopState.Down], call.Hops());
        Assert.Equal(200, call.Receive(Response(call.Dial("d4").To(First), 200, AgentSdp()), First).Status());
    }

    [Fact]
    public void A_full_trunk_refuses_with_503_and_Retry_After_and_has_room_again_after_a_call()
    {
        var call = Create(pbx => pbx with { MaxCalls = 1 });
        var first = call.Dial("k1").To(First);

        var refused = Assert.Single(call.Dial("k2"), m => m.Message.StatusCode == 503).Message;
        Assert.True(refused.TryGetHeader("Retry-After", out _));
        var pbx = call.Recorder.B2bua.Trunks.Trunks["pbx"];
        Assert.Equal((1, 1L), (pbx.ActiveCalls, pbx.CapacityRefusals));
        Assert.Equal(1, call.Recorder.Counters.CallsOverTrunkLimit);
        call.Receive(Response(first, 486), First);
        Assert.Equal(0, pbx.ActiveCalls);
        call.Dial("k3").To(First);
        Assert.Equal((1, 1), (pbx.ActiveCalls, call.Recorder.B2bua.Trunks.Trunks["carrier"].ActiveCalls));
    }

    [Fact]
    public void The_trunk_that_a_call_arrives_on_counts_it_too()
    {
        var call = Create(all: model => model with
        {
            Trunks = model.Trunks.SetItem("carrier", model.Trunks["carrier"] with { MaxCalls = 1 }),
        });
        call.Dial("k1");

        Assert.Contains(call.Dial("k2"), m => m.Message.StatusCode == 503);
    }

    [Fact]
    public void No_trunk_counts_a_call_that_is_over_however_it_ended()
    {
        var call = Create();
        call.Dial("n1");
        call.Wait(60);
        call.Receive(Response(call.Dial("n2").To(First), 404), First);
        call.Recorder.OutOfPorts = true;
        call.Dial("n3");
        call.AssertNothingLeft();

        Assert.All(call.Recorder.B2bua.Trunks.Trunks.Values, trunk => Assert.Equal(0, trunk.ActiveCalls));
    }
}
