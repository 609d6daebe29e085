using MediaRecorder.Sip.SessionTimers;
using MediaRecorder.Sip.Tests.Transactions;

namespace MediaRecorder.Sip.Tests.SessionTimers;

public sealed class SessionExpiresTests
{
    [Theory]
    [InlineData("1800", 1800, null)]
    [InlineData("1800;refresher=uac", 1800, SessionRefresher.Uac)]
    [InlineData(" 90 ; refresher = UAS ;x=y", 90, SessionRefresher.Uas)]
    [InlineData("4000000", 86_400, null)]
    [InlineData("1800;refresher=other", 1800, null)]
    public void The_interval_and_the_refresher_are_read(string text, int seconds, SessionRefresher? refresher)
    {
        Assert.True(SessionExpires.TryParse(text, out var value));
        Assert.Equal(new SessionExpires(seconds, refresher), value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("soon")]
    [InlineData("99999999999999999999")]
    [InlineData(";refresher=uac")]
    public void What_is_no_number_is_no_interval(string text) => Assert.False(SessionExpires.TryParse(text, out _));

    [Theory]
    [InlineData(1800, SessionRefresher.Uac)]
    [InlineData(90, SessionRefresher.Uas)]
    [InlineData(3600, null)]
    public void What_is_written_reads_back(int seconds, SessionRefresher? refresher)
    {
        var value = new SessionExpires(seconds, refresher);
        Assert.True(SessionExpires.TryParse(value.ToString(), out var read));
        Assert.Equal(value, read);
    }

    [Theory]
    [InlineData("", 90)]
    [InlineData("Min-SE: 300\n", 300)]
    [InlineData("Min-SE: 20\n", 90)]
    [InlineData("Min-SE: 99999999\n", 86_400)]
    [InlineData("Min-SE: much\n", 90)]
    public void The_minimum_stays_within_bounds(string header, int seconds) =>
        Assert.Equal(seconds, SessionExpires.MinimumOf(SipText.Request("INVITE", extra: header)));
}
