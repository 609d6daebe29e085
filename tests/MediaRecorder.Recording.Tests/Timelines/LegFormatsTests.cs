using MediaRecorder.Containers.Wav;
using MediaRecorder.Recording.Timelines;
using MediaRecorder.Rtp.Packets;

namespace MediaRecorder.Recording.Tests.Timelines;

public sealed class LegFormatsTests
{
    [Fact]
    public void Payload_types_mean_what_the_table_says()
    {
        LegFormats formats = LegFormats.Create(
            [
                new(0, "pcmu", 8000), new(96, "PCMA", 8000), new(101, "Telephone-Event", 16000), new(9, "G722", 8000),
                new(300, "PCMU", 8000)
            ]);
        Assert.Equal(PayloadUse.Audio, formats.UseOf(new PayloadType(0)));
        Assert.Equal(PayloadUse.Audio, formats.UseOf(new PayloadType(96)));
        Assert.NotNull(formats.DecoderOf(new PayloadType(96)));
        Assert.Equal(PayloadUse.TelephoneEvent, formats.UseOf(new PayloadType(101)));
        Assert.False(formats.HearsTones);
        Assert.Equal(PayloadUse.Audio, formats.UseOf(new PayloadType(9)));
        Assert.Equal(PayloadUse.Ignored, formats.UseOf(new PayloadType(13)));
    }

    [Fact]
    public void Each_payload_type_of_events_has_its_own_clock_rate()
    {
        LegFormats formats = LegFormats.Create(
            [new(101, "telephone-event", 8000), new(110, "telephone-event", 48000), new(111, "telephone-event", 0)]);
        Assert.Equal(8000, formats.EventClockRateOf(new PayloadType(101)));
        Assert.Equal(48000, formats.EventClockRateOf(new PayloadType(110)));
        Assert.Equal(PayloadUse.Ignored, formats.UseOf(new PayloadType(111)));
    }

    [Fact]
    public void Before_any_sdp_the_static_types_hold()
    {
        LegFormats formats = LegFormats.CreateStatic();
        Assert.Equal(PayloadUse.Audio, formats.UseOf(PayloadType.Pcmu));
        Assert.Equal(PayloadUse.Audio, formats.UseOf(PayloadType.Pcma));
        Assert.Equal(PayloadUse.Ignored, formats.UseOf(new PayloadType(101)));
    }

    [Fact]
    public void The_law_and_the_rate_are_those_of_the_agreed_formats_the_preferred_one_first()
    {
        LegFormats formats = LegFormats.Create(
            [new(0, "PCMU", 8000, IsAgreed: false), new(8, "PCMA", 8000), new(96, "PCMU", 8000)]);
        Assert.Equal((WavEncoding.Alaw, 8000), (formats.Law, formats.SampleRate));
    }

    [Fact]
    public void Where_nothing_is_agreed_nothing_is_chosen()
    {
        Assert.Equal((null, 0), (LegFormats.CreateStatic().Law, LegFormats.CreateStatic().SampleRate));
        LegFormats none = LegFormats.Create([new(96, "no-such-codec", 8000), new(101, "telephone-event", 8000)]);
        Assert.Equal((null, 0), (none.Law, none.SampleRate));
    }

    // REQ: A-08
    [Theory]
    [InlineData("PCMU", 8000, 1, true)]
    [InlineData("g722", 8000, 1, true)]
    [InlineData("opus", 48000, 2, true)]
    [InlineData("G729", 8000, 1, true)]
    [InlineData("L16", 44100, 2, true)]
    [InlineData("iLBC", 8000, 1, false)]
    [InlineData("G722", 16000, 1, false)]
    public void Codecs_of_every_rate_can_be_recorded(string name, int clockRate, int channels, bool expected) =>
        Assert.Equal(expected, LegFormats.CanRecord(new PayloadFormat(96, name, clockRate, channels)));
}
