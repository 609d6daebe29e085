using System.Net;
using System.Text;
using MediaRecorder.Sip.Sdp;

namespace MediaRecorder.Sip.Tests.Sdp;

public sealed class SdpMutationTests
{
    private const int Mutants = 4000;
    private const int OurPort = 30000;

    [Fact]
    public void No_mutant_throws_or_lets_keys_and_foreign_addresses_through_the_anchor()
    {
        var mutator = new Mutator(3);
        var us = IPAddress.Parse("203.0.113.5");
        var (accepted, anchored) = (0, 0);
        for (var i = 0; i < Mutants; i++)
        {
            if (!SessionDescription.TryParse(
                mutator.Mutate(SdpText.Bytes(SdpText.Phone)), out var original, out var error))
            {
                Assert.NotEqual(SdpParseError.None, error);
                continue;
            }

            accepted++;
            ReadEverything(original!);
            AssertStable(original!);
            AnchoredLine[] lines = [.. original!.Media.Select(
                m => new AnchoredLine(m, SdpAnchor.Judge(m) == SdpAnchorOutcome.Usable ? OurPort : 0))];
            var rewritten = SdpAnchor.Rewrite(original, new SdpOriginId(1, 1), us, lines);
            AssertStable(rewritten);
            Assert.Equal(original.Media.Select(m => m.Kind), rewritten.Media.Select(m => m.Kind));
            Assert.Equal(lines.Select(l => l.Port), rewritten.Media.Select(m => m.Port));
            foreach (var open in rewritten.Media.Where(m => m.Port != 0))
            {
                anchored++;
                Assert.True(us.Equals(open.Connection) || IPAddress.Any.Equals(open.Connection));
            }

            Assert.All(rewritten.SessionLines.Concat(rewritten.Media.SelectMany(m => m.Lines)), AssertHarmless);
        }

        Assert.InRange(accepted, Mutants / 10, Mutants * 9 / 10);
        Assert.InRange(anchored, accepted, (2 * accepted) - 1);
    }

    private static void AssertHarmless(SdpLine line)
    {
        Assert.True(
            line.Type != 'c' || line.Value == "IN IP4 203.0.113.5"
            || line.Value.Contains("0.0.0.0", StringComparison.Ordinal));
        Assert.False(
            line.Type == 'a'
            && (line.Value.StartsWith("crypto:", StringComparison.Ordinal)
                || line.Value.StartsWith("candidate:", StringComparison.Ordinal)));
    }

    private static void AssertStable(SessionDescription description)
    {
        var bytes = description.ToBytes();
        Assert.True(SessionDescription.TryParse(bytes, out var again, out _));
        Assert.Equal(Encoding.Latin1.GetString(bytes), Encoding.Latin1.GetString(again!.ToBytes()));
    }

    private static void ReadEverything(SessionDescription description)
    {
        foreach (var media in description.Media)
        {
            _ = media.RtpMaps.Count + media.Formats.Count + media.Port;
            _ = (media.RtcpEndpoint, media.PtimeMs, media.IsOnHold, media.HasRtcpMux, media.Direction);
        }
    }
}
