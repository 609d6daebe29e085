using MediaRecorder.Sip.Sdp;

namespace MediaRecorder.Sip.Tests.Sdp;

public sealed class OfferAnswerStateTests
{
    // REQ: A-01
    [Theory]
    [InlineData(OfferAnswerPhase.Idle, "SendOffer", OfferAnswerMove.Made, OfferAnswerPhase.OfferSent)]
    [InlineData(OfferAnswerPhase.Idle, "ReceiveOffer", OfferAnswerMove.Made, OfferAnswerPhase.OfferReceived)]
    [InlineData(OfferAnswerPhase.Idle, "SendAnswer", OfferAnswerMove.NoOffer, OfferAnswerPhase.Idle)]
    [InlineData(OfferAnswerPhase.Idle, "ReceiveAnswer", OfferAnswerMove.NoOffer, OfferAnswerPhase.Idle)]
    [InlineData(OfferAnswerPhase.OfferSent, "SendOffer", OfferAnswerMove.OfferAlreadyOpen, OfferAnswerPhase.OfferSent)]
    [InlineData(OfferAnswerPhase.OfferSent, "ReceiveOffer", OfferAnswerMove.Glare, OfferAnswerPhase.OfferSent)]
    [InlineData(OfferAnswerPhase.OfferSent, "SendAnswer", OfferAnswerMove.NoOffer, OfferAnswerPhase.OfferSent)]
    [InlineData(OfferAnswerPhase.OfferSent, "ReceiveAnswer", OfferAnswerMove.Made, OfferAnswerPhase.Idle)]
    [InlineData(OfferAnswerPhase.OfferReceived, "SendOffer", OfferAnswerMove.AnswerOwed, OfferAnswerPhase.OfferReceived)]
    [InlineData(OfferAnswerPhase.OfferReceived, "ReceiveOffer", OfferAnswerMove.OfferAlreadyOpen, OfferAnswerPhase.OfferReceived)]
    [InlineData(OfferAnswerPhase.OfferReceived, "SendAnswer", OfferAnswerMove.Made, OfferAnswerPhase.Idle)]
    [InlineData(OfferAnswerPhase.OfferReceived, "ReceiveAnswer", OfferAnswerMove.NoOffer, OfferAnswerPhase.OfferReceived)]
    public void Every_move_has_one_result(OfferAnswerPhase from, string move, OfferAnswerMove expected, OfferAnswerPhase to)
    {
        var state = new OfferAnswerState();
        _ = from switch
        {
            OfferAnswerPhase.OfferSent => state.SendOffer(),
            OfferAnswerPhase.OfferReceived => state.ReceiveOffer(),
            _ => OfferAnswerMove.Made,
        };

        var result = move switch
        {
            "SendOffer" => state.SendOffer(),
            "ReceiveOffer" => state.ReceiveOffer(),
            "SendAnswer" => state.SendAnswer(),
            _ => state.ReceiveAnswer(),
        };

        Assert.Equal(expected, result);
        Assert.Equal(to, state.Phase);
        Assert.Equal(expected == OfferAnswerMove.Made && to == OfferAnswerPhase.Idle, state.HasSession);
    }

    [Fact]
    public void A_refused_offer_leaves_the_session_before_it()
    {
        var state = new OfferAnswerState();
        state.SendOffer();
        state.ReceiveAnswer();
        state.ReceiveOffer();

        state.Withdraw();

        Assert.Equal(OfferAnswerPhase.Idle, state.Phase);
        Assert.True(state.HasSession);
        Assert.Equal(OfferAnswerMove.Made, state.SendOffer());
    }
}
