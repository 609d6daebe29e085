using System.Text;
using MediaRecorder.Calls.Cues;
using MediaRecorder.Sip.Sdp;

namespace MediaRecorder.Calls.Tests.Cues;

// REQ: C-01
public sealed class HoldTrackerTests
{
    private readonly HoldTracker _party = new();

    [Theory]
    [InlineData("sendonly", "192.0.2.1")]
    [InlineData("inactive", "192.0.2.1")]
    [InlineData("sendrecv", "0.0.0.0")]
    public void An_offer_holds_in_each_of_its_forms_and_sendrecv_ends_it(string direction, string address)
    {
        Assert.Equal(HoldChange.Started, _party.Offered(Audio(direction, address)));
        Assert.Equal(HoldChange.None, _party.Offered(Audio(direction, address)));
        Assert.Equal(HoldChange.Ended, _party.Offered(Audio("sendrecv")));
        Assert.False(_party.IsHolding);
    }

    [Fact]
    public void A_party_that_will_not_send_does_not_hold() =>
        Assert.Equal(HoldChange.None, _party.Offered(Audio("recvonly")));

    [Theory]
    [InlineData("sendonly", "recvonly", HoldChange.None)]
    [InlineData("inactive", "inactive", HoldChange.None)]
    [InlineData("inactive", "sendonly", HoldChange.None)]
    [InlineData("sendrecv", "sendrecv", HoldChange.None)]
    [InlineData("sendrecv", "sendonly", HoldChange.Started)]
    [InlineData("sendrecv", "inactive", HoldChange.Started)]
    [InlineData("sendonly", "inactive", HoldChange.Started)]
    public void An_answer_holds_only_when_the_offer_did_not_ask_for_it(
        string offer, string answer, HoldChange expected) =>
        Assert.Equal(expected, _party.Answered(Audio(offer), Audio(answer)));

    [Fact]
    public void A_held_partys_inactive_answer_keeps_its_own_hold()
    {
        _party.Offered(Audio("sendonly"));
        Assert.Equal(HoldChange.None, _party.Answered(Audio("inactive"), Audio("inactive")));
        Assert.True(_party.IsHolding);
    }

    [Fact]
    public void A_holding_partys_recvonly_answer_to_the_others_hold_keeps_its_own()
    {
        _party.Offered(Audio("sendonly"));
        Assert.Equal(HoldChange.None, _party.Answered(Audio("sendonly"), Audio("recvonly")));
        Assert.True(_party.IsHolding);
        Assert.Equal(HoldChange.Ended, _party.Answered(Audio("sendrecv"), Audio("sendrecv")));
    }

    private static MediaDescription Audio(string direction, string address = "192.0.2.1")
    {
        var sdp = $"v=0\r\no=- 1 1 IN IP4 {address}\r\ns=-\r\nc=IN IP4 {address}\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\na={direction}\r\n";
        Assert.True(SessionDescription.TryParse(Encoding.ASCII.GetBytes(sdp), out var description, out _));
        return description.Media[0];
    }
}
