using MediaRecorder.Policy.Cues;
using MediaRecorder.Policy.Model;
using MediaRecorder.Recording.Sidecars;

namespace MediaRecorder.Recording.Tests.Sidecars;

// REQ: B-07 C-10
public sealed class CueEvidenceTests
{
    [Theory]
    [InlineData(CueSource.Keypad, "#11# on 4733", "•••• on ••••")]
    [InlineData(CueSource.Signalling, "c=IN IP4 0.0.0.0\r\na=sendonly", "c=IN IP4 0.0.0.0  a=sendonly")]
    public void Digits_that_were_dialled_are_masked_and_others_stay(CueSource source, string evidence, string stored) =>
        Assert.Equal(stored, CueEvidence.Redact(new HoldStarted(0, source, evidence, LegId.Egress)));

    [Fact]
    public void A_key_is_masked_wherever_it_came_from() =>
        Assert.Equal(
            "Signal=•", CueEvidence.Redact(new KeyHeard(0, CueSource.Signalling, "Signal=7", LegId.Egress, 0, 1)));

    [Fact]
    public void Evidence_is_bounded() => Assert.Equal(
        CueEvidence.MaxChars,
        CueEvidence.Redact(new CallAnswered(0, CueSource.Signalling, new string('x', 100_000))).Length);
}
