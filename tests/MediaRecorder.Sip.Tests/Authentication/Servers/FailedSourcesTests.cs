using System.Net;
using MediaRecorder.Sip.Authentication.Servers;

namespace MediaRecorder.Sip.Tests.Authentication.Servers;

public sealed class FailedSourcesTests
{
    private static readonly IPAddress Guesser = IPAddress.Parse("192.0.2.1");

    [Fact]
    public void A_source_that_goes_on_gets_one_guess_in_ten_seconds()
    {
        var failed = new FailedSources(10);
        var guesses = 0;
        for (var now = 0L; now < 1000 * FailedSources.CostNs; now += FailedSources.CostNs / 10)
        {
            if (!failed.IsBlocked(Guesser, now))
            {
                failed.Add(Guesser, now);
                guesses++;
            }
        }

        Assert.InRange(guesses, 1000, 1010);
    }

    [Fact]
    public void The_table_stays_bounded_and_keeps_the_worst()
    {
        var failed = new FailedSources(10);
        for (var i = 0; i < 20; i++)
        {
            failed.Add(Guesser, 0);
        }

        for (var i = 0; i < 1000; i++)
        {
            failed.Add(new IPAddress([10, 0, (byte)(i >> 8), (byte)i]), 0);
            Assert.True(failed.Count <= 10);
        }

        Assert.True(failed.IsBlocked(Guesser, 0));
    }

    [Fact]
    public void Addresses_of_one_IPv6_network_are_one_source()
    {
        var failed = new FailedSources(10);
        for (var i = 0; i < 10; i++)
        {
            failed.Add(IPAddress.Parse($"2001:db8::{i:x}"), 0);
        }

        Assert.True(failed.IsBlocked(IPAddress.Parse("2001:db8::ffff"), 0));
        Assert.False(failed.IsBlocked(IPAddress.Parse("2001:db8:0:1::1"), 0));
        Assert.Equal(1, failed.Count);
    }
}
