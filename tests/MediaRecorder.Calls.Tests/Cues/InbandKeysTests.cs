using MediaRecorder.Calls.Cues;
using MediaRecorder.Calls.Tests.B2bua;
using MediaRecorder.Policy.Model;

namespace MediaRecorder.Calls.Tests.Cues;

/// <summary>Where the agent's keys are looked for in the audio. REQ C-04.</summary>
public sealed class InbandKeysTests
{
    [Theory]
    [InlineData(InbandKeys.Auto, true, true, false)]
    [InlineData(InbandKeys.Auto, true, false, true)]
    [InlineData(InbandKeys.Auto, false, true, true)]
    [InlineData(InbandKeys.Auto, false, false, true)]
    [InlineData(InbandKeys.Always, true, true, true)]
    [InlineData(InbandKeys.Never, false, false, false)]
    public void Tones_count_on_the_agents_leg_as_the_trunk_and_both_SDPs_say(
        InbandKeys mode, bool offersEvents, bool answersEvents, bool hears)
    {
        var call = Talking(mode, offersEvents, answersEvents);

        var formats = call.Recorder.Recording.Formats;
        Assert.Equal(hears, formats[LegId.Egress].HearsTones);
        Assert.False(formats[LegId.Ingress].HearsTones);
    }

    [Fact]
    public void A_new_answer_decides_anew()
    {
        var call = Talking(InbandKeys.Auto, offersEvents: true, answersEvents: true);
        Assert.False(call.Recorder.Recording.Formats[LegId.Egress].HearsTones);

        var offer = call.Customer(call.CustomerRequest("INVITE", 2, Sdp("192.0.2.10", 4000, true, 2)))
            .Single(m => m.Message.IsRequest).Message;
        call.Agent(HandmadeCall.Response(offer, 200, Sdp("192.0.2.20", 6000, false, 2)));

        Assert.True(call.Recorder.Recording.Formats[LegId.Egress].HearsTones);
    }

    private static HandmadeCall Talking(InbandKeys mode, bool offersEvents, bool answersEvents)
    {
        var model = SimulatedRecorder.Model();
        var call = new HandmadeCall(model with
        {
            Trunks = model.Trunks.SetItem("carrier", model.Trunks["carrier"] with { InbandKeys = mode }),
        }).Offered(Sdp("192.0.2.10", 4000, offersEvents));
        call.Take(call.Agent(HandmadeCall.Response(call.Invite!, 200, Sdp("192.0.2.20", 6000, answersEvents)))
            .Single(m => m.To.Equals(SimulatedRecorder.CustomerSip)).Message);
        call.Customer(call.CustomerRequest("ACK", 1));
        return call;
    }

    private static string Sdp(string address, int port, bool hasEvents, int version = 1)
    {
        var sdp = HandmadeCall.Sdp(address, port, version);
        return hasEvents
            ? sdp
            : sdp.Replace(" 0 101", " 0", StringComparison.Ordinal)
                .Replace("a=rtpmap:101 telephone-event/8000\r\n", "", StringComparison.Ordinal);
    }
}
