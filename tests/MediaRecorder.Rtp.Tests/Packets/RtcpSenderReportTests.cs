using MediaRecorder.Rtp.Packets;
using MediaRecorder.TestKit.Fuzzing;
using MediaRecorder.TestKit.Measurements;

namespace MediaRecorder.Rtp.Tests.Packets;

public sealed class RtcpSenderReportTests
{
    private static readonly RtcpSenderReport Sample = new(
        new Ssrc(0x11223344), new NtpTimestamp(0xE5A1_0000_8000_0000), new RtpTimestamp(160_000), 1000, 160_000);

    private static readonly byte[] SourceDescription = [0x81, 202, 0, 2, 0x11, 0x22, 0x33, 0x44, 0, 0, 0, 0];
    private static readonly byte[] ReceiverReport = [0x80, 201, 0, 1, 0x11, 0x22, 0x33, 0x44];

    [Fact]
    public void Written_report_reads_back()
    {
        Assert.True(RtcpSenderReport.TryParse(Written(), out var report, out var error));

        Assert.Equal(RtcpParseError.None, error);
        Assert.Equal(Sample, report);
    }

    [Fact]
    public void Report_is_found_behind_other_packets_of_the_compound()
    {
        byte[] compound = [.. ReceiverReport, .. Written(), .. SourceDescription];

        Assert.True(RtcpSenderReport.TryParse(compound, out var report, out _));
        Assert.Equal(Sample, report);
    }

    [Fact]
    public void Compound_without_a_report_says_so()
    {
        byte[] compound = [.. ReceiverReport, .. SourceDescription];

        Assert.False(RtcpSenderReport.TryParse(compound, out _, out var error));
        Assert.Equal(RtcpParseError.NoSenderReport, error);
    }

    [Fact]
    public void Damaged_framing_is_named()
    {
        Assert.Equal(RtcpParseError.TooShort, ErrorOf([]));
        Assert.Equal(RtcpParseError.TooShort, ErrorOf([.. ReceiverReport, 0x80]));
        Assert.Equal(RtcpParseError.WrongVersion, ErrorOf([.. ReceiverReport, 0x40, 200, 0, 0]));
        Assert.Equal(RtcpParseError.BadLength, ErrorOf(Written()[..^1]));
    }

    [Fact]
    public void Report_that_claims_more_blocks_than_it_holds_is_refused()
    {
        var report = Written();
        report[0] |= 1;

        Assert.Equal(RtcpParseError.BadLength, ErrorOf(report));
    }

    [Fact]
    public void Ntp_distance_is_exact_to_the_nanosecond_and_crosses_2036()
    {
        var beforeWrap = new NtpTimestamp(0xFFFF_FFFF_8000_0000);
        var afterWrap = new NtpTimestamp(0x0000_0001_0000_0000);

        Assert.Equal(1_500_000_000, afterWrap.DistanceNs(beforeWrap));
        Assert.Equal(-1_500_000_000, beforeWrap.DistanceNs(afterWrap));
        Assert.Equal(0x8000_0000u, (uint)NtpTimestamp.FromNs(3_500_000_000).Value);
        Assert.Equal(3ul, NtpTimestamp.FromNs(3_500_000_000).Value >> 32);
    }

    [Fact]
    public void Damaged_compounds_never_throw()
    {
        var mutator = new BinaryMutator(3551);
        byte[] compound = [.. ReceiverReport, .. Written(), .. SourceDescription];
        var accepted = 0;
        for (var i = 0; i < 200_000; i++)
        {
            var parsed = RtcpSenderReport.TryParse(mutator.Mutate(compound), out _, out var error);
            Assert.Equal(parsed, error == RtcpParseError.None);
            accepted += parsed ? 1 : 0;
        }
        Assert.InRange(accepted, 1, 199_999);
    }

    [Fact]
    public void Parsing_allocates_nothing()
    {
        var packet = Written();

        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 1000; i++)
                Assert.True(RtcpSenderReport.TryParse(packet, out _, out _));
        }));
    }

    private static byte[] Written()
    {
        var packet = new byte[RtcpSenderReport.Bytes];
        Assert.Equal(RtcpSenderReport.Bytes, Sample.WriteTo(packet));
        return packet;
    }

    private static RtcpParseError ErrorOf(byte[] compound)
    {
        Assert.False(RtcpSenderReport.TryParse(compound, out _, out var error));
        return error;
    }
}
