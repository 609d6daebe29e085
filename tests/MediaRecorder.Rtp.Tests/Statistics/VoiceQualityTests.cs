using MediaRecorder.Rtp.Statistics;

namespace MediaRecorder.Rtp.Tests.Statistics;

// REQ: B-08
public sealed class VoiceQualityTests
{
    // ITU-T G.107: R 93.2 is 4.41; the others by its formulas, worked out by hand.
    [Theory]
    [InlineData("PCMU", 0, 4.409)]
    [InlineData("PCMA", 1, 4.328)]
    [InlineData("G729", 0, 4.104)]
    [InlineData("g729", 3, 3.632)]
    [InlineData("PCMU", 10, 3.411)]
    [InlineData("PCMU", 100, 1.177)]
    [InlineData("opus", 0, 4.409)]
    public void The_estimate_follows_the_formulas_of_G_107(string codec, double lossPercent, double mos) =>
        Assert.Equal(mos, VoiceQuality.Mos(lossPercent, CodecImpairment.Of(codec)), 0.005);

    [Theory]
    [InlineData(double.NegativeInfinity)]
    [InlineData(-1)]
    [InlineData(1e9)]
    public void Senseless_loss_stays_on_the_scale(double lossPercent) =>
        Assert.InRange(VoiceQuality.Mos(lossPercent, CodecImpairment.G711), 1, 4.5);
}
