using System.Collections.Immutable;
using MediaRecorder.Calls.Cues;
using MediaRecorder.Calls.Model;

namespace MediaRecorder.Calls.Tests.Cues;

// REQ: C-04
public sealed class KeypadMatcherTests
{
    private const long Ms = 1_000_000;
    private const long KeyNs = 100 * Ms;
    private const long TimeoutNs = 4_000 * Ms;

    private readonly KeypadMatcher _keypad = new(Model(["#11#", "#11"], ["#12#", "#12"]));
    private long _nowNs;

    [Theory]
    [InlineData("#11#", KeypadAction.Pause)]
    [InlineData("#12#", KeypadAction.Resume)]
    [InlineData("#11", KeypadAction.Pause)]
    [InlineData("#12", KeypadAction.Resume)]
    [InlineData("##11", KeypadAction.Pause)]
    [InlineData("5#12#", KeypadAction.Resume)]
    [InlineData("#1#12#", KeypadAction.Resume)]
    [InlineData("#13#", KeypadAction.None)]
    [InlineData("11#", KeypadAction.None)]
    [InlineData("*11*", KeypadAction.None)]
    public void A_code_acts_once_wherever_it_stands_in_the_keys(string keys, KeypadAction expected)
    {
        var actions = Type(keys).Where(a => a != KeypadAction.None).ToArray();
        Assert.Equal(expected == KeypadAction.None ? [] : [expected], actions);
    }

    [Fact]
    public void Pause_then_resume_then_pause_each_act() =>
        Assert.Equal(
            [KeypadAction.Pause, KeypadAction.Resume, KeypadAction.Pause],
            Type("#11##12##11#").Where(a => a != KeypadAction.None));

    [Fact]
    public void A_swallowed_final_key_starts_no_new_code() =>
        Assert.Equal([KeypadAction.Pause], Type("#11#12").Where(a => a != KeypadAction.None));

    [Fact]
    public void The_match_spans_from_the_first_key_down_to_the_last_key_up()
    {
        _keypad.Release('#', 1_000 * Ms, 1_100 * Ms);
        _keypad.Release('1', 1_300 * Ms, 1_400 * Ms);
        var match = _keypad.Release('1', 1_700 * Ms, 1_850 * Ms);
        Assert.Equal(new KeypadMatch(KeypadAction.Pause, 1_000 * Ms, 1_850 * Ms), match);
    }

    [Fact]
    public void Keys_further_apart_than_the_timeout_are_no_code()
    {
        Type("#1");
        _nowNs += TimeoutNs + Ms;
        Assert.Equal(KeypadAction.None, _keypad.OnDeadline(_nowNs).Action);
        Assert.DoesNotContain(KeypadAction.Pause, Type("1#"));
    }

    [Fact]
    public void Keys_further_apart_than_the_timeout_are_no_code_even_when_nobody_served_the_deadline()
    {
        Type("#1");
        _nowNs += TimeoutNs + Ms;
        Assert.DoesNotContain(KeypadAction.Pause, Type("1#"));
    }

    [Fact]
    public void A_shorter_code_waits_while_a_longer_one_could_mean_something_else()
    {
        var keypad = new KeypadMatcher(Model(["*5"], ["*55"]));
        keypad.Release('*', 0, KeyNs);
        Assert.Equal(KeypadAction.None, keypad.Release('5', 2 * KeyNs, 3 * KeyNs).Action);
        Assert.Equal((3 * KeyNs) + TimeoutNs, keypad.NextDeadlineNs);
        Assert.Equal(new KeypadMatch(KeypadAction.Pause, 0, 3 * KeyNs), keypad.OnDeadline((3 * KeyNs) + TimeoutNs));
        Assert.Equal(long.MaxValue, keypad.NextDeadlineNs);
    }

    [Fact]
    public void The_longer_code_wins_when_its_last_key_comes_in_time()
    {
        var keypad = new KeypadMatcher(Model(["*5"], ["*55"]));
        keypad.Release('*', 0, KeyNs);
        keypad.Release('5', 2 * KeyNs, 3 * KeyNs);
        Assert.Equal(new KeypadMatch(KeypadAction.Resume, 0, 5 * KeyNs), keypad.Release('5', 4 * KeyNs, 5 * KeyNs));
    }

    [Fact]
    public void Nothing_pending_means_no_deadline() => Assert.Equal(long.MaxValue, _keypad.NextDeadlineNs);

    private static KeypadModel Model(ImmutableArray<string> pause, ImmutableArray<string> resume) =>
        new(pause, resume, TimeSpan.FromMilliseconds(4_000));

    private List<KeypadAction> Type(string keys)
    {
        var actions = new List<KeypadAction>();
        foreach (var key in keys)
        {
            _nowNs += 2 * KeyNs;
            actions.Add(_keypad.Release(key, _nowNs, _nowNs + KeyNs).Action);
        }

        return actions;
    }
}
