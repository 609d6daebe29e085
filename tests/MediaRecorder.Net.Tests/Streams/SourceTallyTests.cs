using System.Net;
using MediaRecorder.Net.Streams;

namespace MediaRecorder.Net.Tests.Streams;

public sealed class SourceTallyTests
{
    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("2001:db8::1", "2001:db8::ffff:1", true)]
    [InlineData("2001:db8::1", "2001:db8:0:1::1", false)]
    [InlineData("0.0.0.1", "::1", false)]
    public void A_source_is_an_IPv4_address_or_an_IPv6_network(string first, string second, bool same)
    {
        var tally = new SourceTally(maxTotal: 10, maxPerSource: 1);

        Assert.Null(tally.Enter(IPAddress.Parse(first)));
        Assert.Equal(same ? StreamRefusal.TooManyFromSource : null, tally.Enter(IPAddress.Parse(second)));
    }
}
