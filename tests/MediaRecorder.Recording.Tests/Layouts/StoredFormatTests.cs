using MediaRecorder.Containers.Wav;
using MediaRecorder.Recording.Layouts;
using MediaRecorder.Recording.Timelines;

namespace MediaRecorder.Recording.Tests.Layouts;

// REQ: B-02 B-03
public sealed class StoredFormatTests
{
    // Legs by what they agreed on: u and a for the laws, x for no codec of ours, ? for nothing yet.
    [Theory]
    [InlineData("uu", WavEncoding.Mulaw, null)]
    [InlineData("aa", WavEncoding.Alaw, null)]
    [InlineData("u", WavEncoding.Mulaw, null)]
    [InlineData("?a", WavEncoding.Alaw, null)]
    [InlineData("ua", WavEncoding.Pcm16, StoredFormat.TwoLaws)]
    [InlineData("uua", WavEncoding.Pcm16, StoredFormat.TwoLaws)]
    [InlineData("??", WavEncoding.Pcm16, StoredFormat.NothingAgreed)]
    [InlineData("xx", WavEncoding.Pcm16, StoredFormat.NothingAgreed)]
    [InlineData("", WavEncoding.Pcm16, StoredFormat.NothingAgreed)]
    public void G711_is_stored_as_it_came_where_all_legs_speak_one_law_of_it(
        string legs, WavEncoding encoding, string? pcmBecause)
    {
        var asked = new LayoutRules { Encoding = RecordingEncoding.G711 };
        Assert.Equal(new StoredFormat(encoding, 8000, pcmBecause), StoredFormat.Choose(asked, Legs(legs)));
    }

    [Fact]
    public void What_is_mixed_is_pcm()
    {
        var asked = new LayoutRules { Kind = LayoutKind.Mono, Encoding = RecordingEncoding.G711 };
        Assert.Equal(
            new StoredFormat(WavEncoding.Pcm16, 8000, StoredFormat.Mixed), StoredFormat.Choose(asked, Legs("uu")));
    }

    [Theory]
    [InlineData(LayoutKind.Stereo, "uu")]
    [InlineData(LayoutKind.Mono, "ua")]
    [InlineData(LayoutKind.Stereo, "??")]
    public void Pcm_that_was_asked_for_needs_no_reason(LayoutKind kind, string legs) => Assert.Equal(
        new StoredFormat(WavEncoding.Pcm16, 8000, null),
        StoredFormat.Choose(new LayoutRules { Kind = kind }, Legs(legs)));

    private static LegFormats[] Legs(string legs) => [.. legs.Select(leg => leg switch
    {
        'u' => LegFormats.Create([new(0, "PCMU", 8000), new(8, "PCMA", 8000)]),
        'a' => LegFormats.Create([new(0, "PCMU", 8000, IsAgreed: false), new(8, "PCMA", 8000)]),
        'x' => LegFormats.Create([new(96, "no-such-codec", 8000)]),
        _ => LegFormats.CreateStatic(),
    })];
}
