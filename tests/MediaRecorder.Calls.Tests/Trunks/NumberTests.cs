using MediaRecorder.Calls.Model;
using MediaRecorder.Calls.Tests.B2bua;
using MediaRecorder.Calls.Trunks;
using static MediaRecorder.Calls.Tests.B2bua.HandmadeCall;
using static MediaRecorder.Calls.Tests.Trunks.TrunkRig;

namespace MediaRecorder.Calls.Tests.Trunks;

/// <summary>Routes by number, and numbers that are rewritten.</summary>
// REQ: A-04
public sealed class NumberTests
{
    [Theory]
    [InlineData("00(.+)", "+$1", "004930123", "+4930123")]
    [InlineData("00(.+)", "+$1", "004930123;npdi;rn=1", "+4930123;npdi;rn=1")]
    [InlineData("00(.+)", "+$1", "4930123", "4930123")]
    [InlineData("1|22", "9", "221", "221")]
    [InlineData("1|22", "9", "22", "9")]
    [InlineData("(.*)", "$1@evil.example", "100", "100")]
    [InlineData("(.*)", "$1 $1", "100", "100")]
    [InlineData("(.*)", "$1\r\nX-Evil: 1", "100", "100")]
    [InlineData("[0-9]{3}", "$0$0", "100", "100100")]
    public void A_number_that_matches_as_a_whole_is_replaced_unless_no_URI_could_hold_the_result(
        string match, string replace, string number, string expected)
    {
        var trunk = Trunk() with { Numbers = NumbersModel.Unchanged with { CalledIn = [Rule(match, replace)] } };

        Assert.Equal(expected, NumberRewriting.Called(trunk, number));
    }

    [Fact]
    public void The_first_rule_that_matches_counts_on_arrival_and_again_on_leaving()
    {
        var from = Trunk() with
        {
            Numbers = NumbersModel.Unchanged with { CalledIn = [Rule("1.*", "2"), Rule(".*", "3")] },
        };
        var to = Trunk() with { Numbers = NumbersModel.Unchanged with { CalledOut = [Rule("2", "5"), Rule("3", "6")] } };

        Assert.Equal(("5", "6"), (NumberRewriting.Called(from, to, "12"), NumberRewriting.Called(from, to, "99")));
    }

    [Fact]
    public void A_number_longer_than_any_matches_nothing()
    {
        Assert.True(Pattern(".*").Matches(new string('1', 128)));
        Assert.False(Pattern(".*").Matches(new string('1', 129)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("(")]
    [InlineData("1)|(2")]
    [InlineData("(?=1)1")]
    [InlineData("(1)\\1")]
    [InlineData("((a{100}){100}){100}")]
    [InlineData("a{99999999999999999999}")]
    [InlineData("(?x)1#")]
    public void A_pattern_that_could_do_harm_or_means_nothing_is_refused(string text)
    {
        Assert.False(NumberPattern.TryParse(text, out _, out var error));
        Assert.NotEmpty(error);
    }

    [Fact]
    public void A_pattern_that_would_take_for_ever_by_backtracking_takes_none_here()
    {
        // 2^60 steps with backtracking: this test would not end.
        Assert.False(Pattern("(1*)*(1|11)*2").Matches(new string('1', 120)));
    }

    [Fact]
    public void A_call_takes_the_first_route_that_matches_its_rewritten_number_and_else_the_default()
    {
        var call = WithOther(carrier => carrier with
        {
            Routes = [new RouteModel(Pattern("[+]49.*"), ["other"]), new RouteModel(Pattern("47.*"), ["pbx"])],
            Numbers = NumbersModel.Unchanged with { CalledIn = [Rule("0([1-9].*)", "+49$1")] },
        });

        call.Dial("r1").To(First);
        var request = call.CustomerRequest("INVITE", 1, CustomerSdp(), callId: "r2")
            .Replace("sip:4711@192.0.2.1 ", "sip:030123@192.0.2.1 ", StringComparison.Ordinal);
        var invite = call.Customer(request).To(Third);
        Assert.Equal("sip:+4930123@192.0.2.22:5060", invite.RequestUri);
        Assert.Equal("+4930123", call.Recorder.Recording.Opened[^1].Identity.Callee);
    }

    [Fact]
    public void A_route_goes_on_to_its_next_trunk_when_one_fails_or_is_full()
    {
        var call = WithOther(carrier => carrier with { Routes = [new RouteModel(Pattern(".*"), ["other", "pbx"])] });

        var invite = call.Receive(Response(call.Dial("t1").To(Third), 503), Third).To(First);
        Assert.Equal("sip:4711@192.0.2.20:5060", invite.RequestUri);
        var trunks = call.Recorder.B2bua.Trunks.Trunks;
        Assert.Equal((0, 1), (trunks["other"].ActiveCalls, trunks["pbx"].ActiveCalls));
        call.Dial("t2").To(Third);
        call.Dial("t3").To(First);
        Assert.Equal(1, trunks["other"].CapacityRefusals);
    }

    // A further internal trunk with room for one call, at the third address.
    private static HandmadeCall WithOther(Func<TrunkModel, TrunkModel> carrier) => Create(
        pbx => pbx with { NextHops = [new NextHopModel(First)], Allow = [pbx.Allow[0]] },
        model => model with
        {
            Trunks = model.Trunks
                .SetItem("carrier", carrier(model.Trunks["carrier"]))
                .SetItem("other", model.Trunks["pbx"] with
                {
                    Name = "other",
                    NextHops = [new NextHopModel(Third)],
                    Allow = [new AllowedSource(new System.Net.IPNetwork(Third.Address, 32), null)],
                    MaxCalls = 1,
                }),
        });

    private static TrunkModel Trunk() => SimulatedRecorder.Model().Trunks["carrier"];

    private static NumberRule Rule(string match, string replace) => new(Pattern(match), replace);

    private static NumberPattern Pattern(string text)
    {
        Assert.True(NumberPattern.TryParse(text, out var pattern, out var error), error);
        return pattern!;
    }
}
