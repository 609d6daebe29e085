using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.SessionTimers;
using MediaRecorder.Sip.Tests.Transactions;

namespace MediaRecorder.Sip.Tests.SessionTimers;

public sealed class SessionTimerTests
{
    private const long Second = 1_000_000_000;
    private const string Supported = "Supported: timer\n";

    private readonly SessionTimer _timer = new(SessionTimerTerms.Default);

    // RFC 4028 §9, table 2.
    [Theory]
    [InlineData("", "", null)]
    [InlineData("", "Session-Expires: 600\n", "600;refresher=uas")]
    [InlineData("", "Session-Expires: 600;refresher=uas\n", "600;refresher=uas")]
    [InlineData(Supported, "Session-Expires: 600\n", "600;refresher=uas")]
    [InlineData(Supported, "Session-Expires: 600;refresher=uac\n", "600;refresher=uac")]
    [InlineData(Supported, "Session-Expires: 600;refresher=uas\n", "600;refresher=uas")]
    [InlineData(Supported, "", "1800;refresher=uas")]
    [InlineData(Supported, "Session-Expires: 600;refresher=uac\nMin-SE: 900\n", "900;refresher=uac")]
    public void As_server_the_answer_follows_the_table(string supported, string asked, string? agreed)
    {
        var answer = Answer(_timer, supported + asked, 0);
        Assert.Equal(agreed, answer.TryGetHeader("Session-Expires", out var value) ? value : null);
        Assert.Equal(agreed?.EndsWith("uac", StringComparison.Ordinal) == true, answer.TryGetHeader("Require", out _));
        Assert.Equal(agreed?.EndsWith("uas", StringComparison.Ordinal) == true, _timer.WeRefresh);
    }

    [Theory]
    [InlineData(Supported + "Session-Expires: 60\n", false)]
    [InlineData(Supported + "Session-Expires: 90\n", true)]
    [InlineData("Session-Expires: 60\n", true)]
    [InlineData(Supported, true)]
    public void Too_short_an_interval_is_refused_to_who_knows_the_extension(string headers, bool accepted)
    {
        var minimum = SessionTimerTerms.Default.MinimumFor(SipText.Request("INVITE", extra: headers));
        Assert.Equal(accepted ? null : "90", minimum);
    }

    [Fact]
    public void As_refresher_it_asks_at_half_and_gives_up_32_seconds_before_the_end()
    {
        Answer(_timer, Supported + "Session-Expires: 600;refresher=uas\n", 0);
        Assert.Equal(300 * Second, _timer.NextDeadlineNs);
        Assert.Equal(SessionTimerStep.Wait, _timer.OnDeadline((300 * Second) - 1));
        Assert.Equal(SessionTimerStep.Refresh, _timer.OnDeadline(300 * Second));
        Assert.Equal(568 * Second, _timer.NextDeadlineNs);
        Assert.Equal(SessionTimerStep.Expire, _timer.OnDeadline(568 * Second));
        Assert.Equal(long.MaxValue, _timer.NextDeadlineNs);
    }

    [Fact]
    public void As_the_one_who_waits_it_gives_up_a_third_before_a_short_end()
    {
        Answer(_timer, Supported + "Session-Expires: 90;refresher=uac\n", Second);
        Assert.Equal(61 * Second, _timer.NextDeadlineNs);
        Assert.Equal(SessionTimerStep.Expire, _timer.OnDeadline(61 * Second));
    }

    [Fact]
    public void A_refresh_of_the_peer_starts_the_interval_anew()
    {
        Answer(_timer, Supported + "Session-Expires: 90;refresher=uac\n", 0);
        Answer(_timer, Supported + "Session-Expires: 90;refresher=uac\n", 45 * Second);
        Assert.Equal((45 + 60) * Second, _timer.NextDeadlineNs);
    }

    [Fact]
    public void As_client_the_first_request_leaves_the_refresher_open_and_later_ones_keep_it()
    {
        Assert.Equal("1800", Offered(_timer, "Session-Expires"));
        _timer.Accepted(Accepting("Session-Expires: 1800;refresher=uac\n"), 0);
        Assert.True(_timer.WeRefresh);
        Assert.Equal("1800;refresher=uac", Offered(_timer, "Session-Expires"));
        _timer.Accepted(Accepting("Session-Expires: 600;refresher=uas\n"), 0);
        Assert.False(_timer.WeRefresh);
        Assert.Equal("600;refresher=uas", Offered(_timer, "Session-Expires"));
        Assert.Null(Offered(_timer, "Min-SE"));
    }

    [Fact]
    public void A_peer_that_agrees_to_nothing_ends_the_interval()
    {
        _timer.Accepted(Accepting("Session-Expires: 1800;refresher=uac\n"), 0);
        _timer.Accepted(Accepting(""), 0);
        Assert.Equal(0, _timer.IntervalSeconds);
        Assert.Equal(long.MaxValue, _timer.NextDeadlineNs);
    }

    [Fact]
    public void A_peer_cannot_make_us_refresh_without_end()
    {
        _timer.Accepted(Accepting("Session-Expires: 0;refresher=uac\n"), 0);
        Assert.Equal(45 * Second, _timer.NextDeadlineNs);
    }

    [Fact]
    public void A_422_raises_the_interval_once_for_each_higher_minimum()
    {
        var timer = new SessionTimer(new SessionTimerTerms(600, 90));
        Assert.True(timer.Raise(SipText.Parse(Refusal("Min-SE: 900\n"))));
        Assert.Equal("900", Offered(timer, "Session-Expires"));
        Assert.Equal("900", Offered(timer, "Min-SE"));
        Assert.False(timer.Raise(SipText.Parse(Refusal("Min-SE: 900\n"))));
        Assert.False(timer.Raise(SipText.Parse(Refusal(""))));
        Assert.True(timer.Raise(SipText.Parse(Refusal("Min-SE: 1000\n"))));
    }

    [Fact]
    public void A_failed_refresh_is_tried_again_before_the_end()
    {
        _timer.Accepted(Accepting("Session-Expires: 600;refresher=uac\n"), 0);
        Assert.Equal(SessionTimerStep.Refresh, _timer.OnDeadline(300 * Second));
        _timer.Failed(368 * Second);
        Assert.Equal(468 * Second, _timer.NextDeadlineNs);
        Assert.Equal(SessionTimerStep.Refresh, _timer.OnDeadline(468 * Second));
    }

    [Fact]
    public void Switched_off_it_proposes_nothing_but_honours_what_is_asked()
    {
        var timer = new SessionTimer(new SessionTimerTerms(0, 90));
        Assert.Null(Offered(timer, "Session-Expires"));
        Assert.False(Answer(timer, Supported, 0).TryGetHeader("Session-Expires", out _));
        Assert.True(Answer(timer, Supported + "Session-Expires: 600\n", 0).TryGetHeader("Session-Expires", out _));
        Assert.Equal("600;refresher=uac", Offered(timer, "Session-Expires"));
    }

    private static SipMessage Answer(SessionTimer timer, string headers, long nowNs)
    {
        var request = SipText.Request("INVITE", extra: headers);
        var response = SipMessageBuilder.Response(request, 200, "OK", "tag");
        timer.Answer(request, response, nowNs);
        return SipText.Parse(response.ToBytes());
    }

    private static string? Offered(SessionTimer timer, string header)
    {
        var request = SipMessageBuilder.Request("UPDATE", "sip:a@192.0.2.1")
            .SetTopVia("SIP/2.0/UDP 192.0.2.2;branch=z9hG4bK1")
            .Add("From", "<sip:a@192.0.2.1>;tag=1")
            .Add("To", "<sip:b@192.0.2.2>;tag=2")
            .Add("Call-ID", "c")
            .Add("CSeq", "1 UPDATE");
        timer.Offer(request);
        return SipText.Parse(request.ToBytes()).TryGetHeader(header, out var value) ? value : null;
    }

    private static SipMessage Accepting(string headers) => SipText.Parse(Response("200 OK", headers));

    private static string Refusal(string headers) => Response("422 Session Interval Too Small", headers);

    private static string Response(string status, string headers) =>
        $"SIP/2.0 {status}\nVia: SIP/2.0/UDP 192.0.2.2;branch=z9hG4bK1\nFrom: <sip:a@192.0.2.1>;tag=1\n"
        + $"To: <sip:b@192.0.2.2>;tag=2\nCall-ID: c\nCSeq: 1 INVITE\n{headers}Content-Length: 0\n\n";
}
