using MediaRecorder.Calls.Cues;
using MediaRecorder.Policy.Cues;

namespace MediaRecorder.Calls.Tests.Cues;

/// <summary>One key by several ways counts once. REQ C-04.</summary>
public sealed class PressedKeysTests
{
    private const long Ms = 1_000_000;

    private readonly PressedKeys _keys = new();

    [Fact]
    public void A_key_by_all_three_ways_is_one_keystroke_from_its_first_start_to_its_first_release()
    {
        Press(KeyWay.TelephoneEvent, '5', 1020, now: 1040);
        Press(KeyWay.Tones, '5', 1000, now: 1060);
        Release(KeyWay.TelephoneEvent, 1100);
        Assert.Equal([new Keystroke('5', 1000 * Ms, 1100 * Ms)], Taken());
        Release(KeyWay.Tones, 1105);
        Info('5', 1600);
        Assert.Empty(Taken());
    }

    [Fact]
    public void The_same_key_twice_by_two_ways_is_two_however_late_the_second_way_is()
    {
        Tell(KeyWay.TelephoneEvent, '1', 1000, 1050);
        Tell(KeyWay.TelephoneEvent, '1', 1100, 1150);
        Info('1', 1160);
        Info('1', 1900);
        Assert.Equal("11", Digits());
    }

    [Fact]
    public void The_same_key_twice_is_two_when_the_ways_take_turns()
    {
        Info('1', 1010);
        Press(KeyWay.TelephoneEvent, '1', 1000, now: 1020);
        Release(KeyWay.TelephoneEvent, 1050);
        Info('1', 1110);
        Press(KeyWay.TelephoneEvent, '1', 1100, now: 1120);
        Release(KeyWay.TelephoneEvent, 1150);
        Assert.Equal("11", Digits());
    }

    [Fact]
    public void A_key_that_one_way_lost_comes_by_the_other()
    {
        Tell(KeyWay.TelephoneEvent, '1', 1000, 1080);
        Info('1', 1100);
        Info('2', 1300);
        Tell(KeyWay.TelephoneEvent, '3', 1400, 1480);
        Info('3', 1500);
        Assert.Equal("123", Digits());
    }

    [Fact]
    public void Of_the_same_key_twice_each_way_may_lose_one()
    {
        Tell(KeyWay.TelephoneEvent, '1', 1000, 1080);
        Tell(KeyWay.Tones, '1', 1300, 1380);
        Assert.Equal("11", Digits());
    }

    [Theory]
    [InlineData(250, "5")]
    [InlineData(251, "55")]
    public void Starts_in_the_media_may_be_250_ms_apart(int apartMs, string expected)
    {
        Tell(KeyWay.TelephoneEvent, '5', 1000, 1080);
        Tell(KeyWay.Tones, '5', 1000 + apartMs, 1080 + apartMs);
        Assert.Equal(expected, Digits());
    }

    [Theory]
    [InlineData(2000, "5")]
    [InlineData(2001, "55")]
    public void An_info_may_be_two_seconds_late(int afterMs, string expected)
    {
        Tell(KeyWay.TelephoneEvent, '5', 1000, 1080);
        Info('5', 1080 + afterMs);
        Assert.Equal(expected, Digits());
    }

    [Theory]
    [InlineData(250, "5")]
    [InlineData(251, "55")]
    public void An_info_may_be_250_ms_ahead_of_the_media(int aheadMs, string expected)
    {
        Info('5', 1000);
        Tell(KeyWay.TelephoneEvent, '5', 1000 + aheadMs, 1080 + aheadMs);
        Assert.Equal(expected, Digits());
    }

    [Fact]
    public void A_key_that_nobody_released_has_come_up_when_the_next_goes_down()
    {
        Press(KeyWay.TelephoneEvent, '1', 1000, now: 1020);
        Info('2', 1200);
        Release(KeyWay.TelephoneEvent, 1250);
        Assert.Equal("12", Digits());
    }

    [Fact]
    public void A_release_without_a_press_and_a_second_release_are_nothing()
    {
        Release(KeyWay.Tones, 900);
        Tell(KeyWay.Tones, '1', 1000, 1080);
        Release(KeyWay.Tones, 1090);
        Assert.Equal("1", Digits());
    }

    [Fact]
    public void More_keys_than_are_remembered_are_all_counted()
    {
        Press(KeyWay.Tones, '#', 900, now: 920);
        for (var i = 0; i < 100; i++)
        {
            Info((char)('0' + (i % 10)), 1000 + i);
        }

        Release(KeyWay.Tones, 2000);
        Assert.Equal(101, Digits().Length);
    }

    // Random keys by a random choice of ways, each with delays that change from key to key: either the ways lose keys, or
    // the same key follows itself often. What no receiver could tell is kept out: of two equal keys within two seconds one
    // way loses the first and another the second; a key's first way is told after the next key's first.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Whatever_ways_keys_come_by_and_however_late_they_are_the_keys_that_were_pressed(bool loses)
    {
        for (var seed = 0; seed < 3000; seed++)
        {
            var random = new Random(seed);
            var pressed = Presses(random, loses);
            Assert.NotEmpty(pressed);
            var told = pressed.SelectMany(press => press.Reports).OrderBy(report => report.AtNs).ThenBy(report => report.Order);
            var keys = new PressedKeys();
            var heard = "";
            foreach (var report in told)
            {
                report.Tell(keys);
                while (keys.TryTake(out var stroke))
                {
                    heard += stroke.Digit;
                }
            }

            var expected = string.Concat(pressed.Select(press => press.Digit));
            Assert.True(heard == expected, $"seed {seed}: pressed {expected}, heard {heard}");
        }
    }

    private static List<RandomPress> Presses(Random random, bool loses)
    {
        var ways = Enum.GetValues<KeyWay>().Where(_ => random.Next(3) > 0).DefaultIfEmpty(KeyWay.TelephoneEvent).ToArray();
        var presses = new List<RandomPress>();
        var lastAtNs = new long[3];
        var order = 0;
        var atMs = 1000L;
        var earliestNs = 0L;
        for (var i = random.Next(1, 12); i > 0; i--)
        {
            var press = new RandomPress(loses ? "0123456789*#"[i] : "11#5"[random.Next(4)]);
            var downNs = atMs * Ms;
            var upNs = downNs + (random.Next(40, 400) * Ms);
            var sure = ways[random.Next(ways.Length)];
            foreach (var way in ways.Where(way => !loses || way == sure || random.Next(3) > 0))
            {
                // Media is at most 100 ms late and 40 ms off; an INFO by UDP may be lost once.
                var delayNs = (way == KeyWay.SipInfo ? random.Next(5, 700) : random.Next(20, 100)) * Ms;
                var fromNs = downNs + (random.Next(-40, 40) * Ms);
                var pressNs = Math.Max(downNs + delayNs, lastAtNs[(int)way] + 1);
                var releaseNs = way == KeyWay.SipInfo ? pressNs : Math.Max(pressNs, upNs + delayNs);
                lastAtNs[(int)way] = releaseNs + 1;
                press.Reports.Add(new Report(pressNs, order++, keys => keys.Press(way, press.Digit, fromNs, pressNs)));
                press.Reports.Add(new Report(releaseNs, order++, keys => keys.Release(way, upNs)));
            }

            var firstNs = press.Reports.Min(report => report.AtNs);
            if (firstNs > earliestNs)
            {
                presses.Add(press);
                earliestNs = firstNs;
            }

            atMs = (upNs / Ms) + random.Next(40, 500);
        }

        return presses;
    }

    private void Tell(KeyWay way, char digit, long fromMs, long toMs)
    {
        Press(way, digit, fromMs, toMs);
        Release(way, toMs);
    }

    private void Info(char digit, long atMs) => Tell(KeyWay.SipInfo, digit, atMs, atMs);

    private void Press(KeyWay way, char digit, long fromMs, long now) => _keys.Press(way, digit, fromMs * Ms, now * Ms);

    private void Release(KeyWay way, long toMs) => _keys.Release(way, toMs * Ms);

    private string Digits() => string.Concat(Taken().Select(stroke => stroke.Digit));

    private List<Keystroke> Taken()
    {
        var taken = new List<Keystroke>();
        while (_keys.TryTake(out var stroke))
        {
            taken.Add(stroke);
        }

        return taken;
    }

    private sealed record Report(long AtNs, int Order, Action<PressedKeys> Tell);

    private sealed record RandomPress(char Digit)
    {
        public List<Report> Reports { get; } = [];
    }
}
