using MediaRecorder.Calls.Model;

namespace MediaRecorder.Calls.Cues;

/// <summary>What a key sequence asks for.</summary>
public enum KeypadAction
{
    None,
    Pause,
    Resume,
}

/// <summary>A recognised code.</summary>
/// <param name="Action">What the code asks for; <see cref="KeypadAction.None"/> when the keys so far are no
/// code.</param>
/// <param name="FromNs">When the code's first key went down.</param>
/// <param name="ToNs">When the key that completed it came up.</param>
public readonly record struct KeypadMatch(KeypadAction Action, long FromNs, long ToNs);

/// <summary>
/// Finds the pause and resume codes in one leg's keys. REQ C-04. The longest code wins: while a longer code that means
/// something else is still possible, a shorter one waits for the inter-digit timeout; when every longer one means the
/// same (<c>#11</c> and <c>#11#</c>) it acts at once and the rest of the longer one is swallowed.
/// Keys that start no code are dropped from the front, so that <c>##11#</c> still pauses. Owner: the SipWorker.
/// </summary>
public sealed class KeypadMatcher(KeypadModel model)
{
    private readonly List<(char Digit, long FromNs, long ToNs)> _keys = [];
    private readonly long _timeoutNs = model.InterDigitTimeout.Ticks * 100;
    private bool _acted;
    private long _deadlineNs = long.MaxValue;

    /// <summary>When <see cref="OnDeadline"/> must be called; <c>long.MaxValue</c> when no key is pending.</summary>
    public long NextDeadlineNs => _deadlineNs;

    /// <summary>Takes a key that has come up again.</summary>
    public KeypadMatch Release(char digit, long fromNs, long toNs)
    {
        // A caller that did not serve the deadline in time must not glue an old key to a new one.
        var late = toNs >= _deadlineNs ? OnDeadline(toNs) : default;
        _keys.Add((digit, fromNs, toNs));
        _deadlineNs = toNs + _timeoutNs;
        while (_keys.Count > 0 && !AnyCodeStartsWithKeys())
        {
            _keys.RemoveAt(0);
            _acted = false;
        }

        if (_keys.Count == 0)
        {
            Reset();
            return late;
        }

        var match = _acted ? default : MatchUnambiguous();
        if (match.Action != KeypadAction.None)
        {
            _acted = true;
        }

        if (!LongerCodePossible())
        {
            Reset();
        }

        return match.Action != KeypadAction.None ? match : late;
    }

    /// <summary>Gives up waiting for another key; a complete shorter code now acts.</summary>
    public KeypadMatch OnDeadline(long nowNs)
    {
        if (nowNs < _deadlineNs)
        {
            return default;
        }

        var match = _acted || _keys.Count == 0 ? default : Match(ActionOfKeys());
        Reset();
        return match;
    }

    private KeypadMatch MatchUnambiguous()
    {
        var action = ActionOfKeys();
        foreach (var (code, meaning) in Codes())
        {
            if (meaning != action && StartsWithKeys(code))
            {
                return default;
            }
        }

        return Match(action);
    }

    private KeypadMatch Match(KeypadAction action) =>
        action == KeypadAction.None ? default : new KeypadMatch(action, _keys[0].FromNs, _keys[^1].ToNs);

    private KeypadAction ActionOfKeys()
    {
        foreach (var (code, action) in Codes())
        {
            if (code.Length == _keys.Count && StartsWithKeys(code))
            {
                return action;
            }
        }

        return KeypadAction.None;
    }

    private bool AnyCodeStartsWithKeys()
    {
        foreach (var (code, _) in Codes())
        {
            if (StartsWithKeys(code))
            {
                return true;
            }
        }

        return false;
    }

    private bool LongerCodePossible()
    {
        foreach (var (code, _) in Codes())
        {
            if (code.Length > _keys.Count && StartsWithKeys(code))
            {
                return true;
            }
        }

        return false;
    }

    private bool StartsWithKeys(string code)
    {
        if (code.Length < _keys.Count)
        {
            return false;
        }

        for (var i = 0; i < _keys.Count; i++)
        {
            if (code[i] != _keys[i].Digit)
            {
                return false;
            }
        }

        return true;
    }

    private IEnumerable<(string Code, KeypadAction Action)> Codes()
    {
        foreach (var code in model.PauseCodes)
        {
            yield return (code, KeypadAction.Pause);
        }

        foreach (var code in model.ResumeCodes)
        {
            yield return (code, KeypadAction.Resume);
        }
    }

    private void Reset()
    {
        _keys.Clear();
        _acted = false;
        _deadlineNs = long.MaxValue;
    }
}
