using System.Globalization;
using MediaRecorder.Interop.Tests.Dialogs;
using MediaRecorder.Interop.Tests.Recorder;
using MediaRecorder.Interop.Tests.Wire;

namespace MediaRecorder.Interop.Tests.Signalling;

/// <summary>
/// RFC 4028 with the real clock. The least interval is 90 s, so that these wait: a refresh comes after 45 s at the latest.
/// They wait side by side with everything else.
/// </summary>
public sealed class SessionTimerTests(SharedRecorder shared)
{
    private const string Allow = "Allow: INVITE, ACK, CANCEL, BYE, PRACK, UPDATE, INFO, REFER, NOTIFY";

    // REQ: A-01
    [Fact]
    public async Task An_interval_below_90_s_is_too_small()
    {
        using var pair = await shared.TakeAsync();
        await using var caller = WirePhone.Start(pair.CallerSip, pair.RecorderSip);
        var answer = await caller.AskAsync(
            caller.Request("INVITE", "1000", $"Supported: timer\nSession-Expires: 30\n{Allow}", caller.Sdp()));
        Assert.Equal(422, answer.Status);
        Assert.True(int.Parse(answer.Header("Min-SE")!, CultureInfo.InvariantCulture) >= 90);
    }

    // REQ: A-01
    [Fact]
    public async Task A_callee_that_finds_the_interval_too_small_gets_a_longer_one_or_the_caller_hears_of_it()
    {
        using var pair = await shared.TakeAsync();
        await using var caller = WirePhone.Start(pair.CallerSip, pair.RecorderSip);
        await using var callee = WirePhone.Start(pair.CalleeSip, pair.RecorderSip);
        callee.Decide = request => request.Method == "INVITE" && Seconds(request, "Session-Expires") is > 0 and < 7200
            ? new WireAnswer(422, "Min-SE: 7200")
            : null;
        var answer = await caller.AskAsync(
            caller.Request("INVITE", "1000", $"Supported: timer\nSession-Expires: 120\n{Allow}", caller.Sdp()));
        if (answer.Status == 422)
            Assert.Equal(7200, Seconds(answer, "Min-SE"));
        else
            Assert.True(answer.Status == 200 && Seconds(await callee.SeesAsync("INVITE", 1), "Session-Expires") >= 7200);
    }

    // REQ: A-01
    [Fact]
    public async Task The_recorder_refreshes_where_it_was_asked_to()
    {
        using var pair = await shared.TakeAsync();
        await using var caller = WirePhone.Start(pair.CallerSip, pair.RecorderSip);
        await using var callee = WirePhone.Start(pair.CalleeSip, pair.RecorderSip);
        var call = await caller.CallAsync(headers: $"Supported: timer\nSession-Expires: 90;refresher=uas\n{Allow}");
        var answer = caller.Received.First(message => message.Status == 200);
        Assert.StartsWith("90", answer.Header("Session-Expires"), StringComparison.Ordinal);
        Assert.Contains("refresher=uas", answer.Header("Session-Expires"), StringComparison.Ordinal);

        // RFC 4028 §10: half of the interval.
        var refresh = await caller.SeesAsync(
            "a refresh", message => message.Method is "UPDATE" or "INVITE", TimeSpan.FromSeconds(60));
        Assert.StartsWith("90", refresh.Header("Session-Expires"), StringComparison.Ordinal);
        Assert.Equal(200, (await caller.HangUpAsync(call)).Status);
        await callee.SeesAsync("BYE");
    }

    // REQ: A-01
    [Fact]
    public async Task A_caller_that_stops_refreshing_is_hung_up_and_so_is_the_other_side()
    {
        using var pair = await shared.TakeAsync();
        await using var caller = WirePhone.Start(pair.CallerSip, pair.RecorderSip);
        await using var callee = WirePhone.Start(pair.CalleeSip, pair.RecorderSip);
        // The callee knows nothing of timers: it is left in peace until the call ends.
        var call = await caller.CallAsync(headers: $"Supported: timer\nSession-Expires: 90;refresher=uac\n{Allow}");
        Assert.Contains(
            "refresher=uac",
            caller.Received.First(message => message.Status == 200).Header("Session-Expires"), StringComparison.Ordinal);
        var refreshed = await caller.AskAsync(call, "UPDATE", "Supported: timer\nSession-Expires: 90;refresher=uac");
        Assert.Equal(200, refreshed.Status);
        // RFC 4028 §10: BYE a third of the interval or 32 s before its end.
        await caller.SeesAsync("BYE", within: TimeSpan.FromSeconds(100));
        await callee.SeesAsync("BYE");
    }

    private static int Seconds(WireMessage message, string header) =>
        message.Header(header) is { } value ? int.Parse(value.Split(';')[0], CultureInfo.InvariantCulture) : 0;
}
