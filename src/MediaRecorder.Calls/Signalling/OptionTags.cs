using System.Collections.Frozen;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Headers;
using MediaRecorder.Sip.SessionTimers;

namespace MediaRecorder.Calls.Signalling;

/// <summary>
/// The option tags of RFC 3261 §19.2 that the two sides can agree on through us: we do our part of them, or none is
/// ours. All others are taken out of Supported, and refused in Require.
/// </summary>
internal static class OptionTags
{
    /// <summary>How a list of tokens is split (RFC 3261 §7.3.1): blanks and empty elements do not count.</summary>
    public const StringSplitOptions ListElements =
        StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;

    private static readonly FrozenSet<string> Carried = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "100rel", "199", "answermode", "eventlist", "explicitsub", "histinfo", "join", "multiple-refer", "norefersub",
        "nosub", "precondition", "pref", "privacy", "replaces", "resource-priority", "tdialog", "uui");

    // Of the session timers each dialog has its own, so the two sides need not agree (RFC 4028).
    private const string Timer = SessionTimer.OptionTag;

    /// <summary>Told to whoever asks us (OPTIONS).</summary>
    public const string Ours = $"100rel, replaces, {Timer}";

    /// <summary>
    /// RFC 3261 §8.2.2.3: the required tags that cannot be had through us, for Unsupported; null when there are none.
    /// </summary>
    public static string? NotHonoured(SipMessage request)
    {
        var tags = Tags(request, SipHeaderName.Require).Where(tag => !IsOurs(tag) && !Carried.Contains(tag))
            .ToArray();
        return tags.Length == 0 ? null : string.Join(", ", tags);
    }

    /// <summary>Copies Supported and Require as far as the tags pass.</summary>
    public static void Carry(SipMessage from, SipMessageBuilder into)
    {
        Carry(from, into, SipHeaderName.Supported);
        Carry(from, into, SipHeaderName.Require);
        if (from.Method is SipMethod.Invite or SipMethod.Update)
        {
            into.Add(SipHeaderName.Supported, Timer);
        }
    }

    private static bool IsOurs(string tag) => tag.Equals(Timer, StringComparison.OrdinalIgnoreCase);

    private static void Carry(SipMessage from, SipMessageBuilder into, SipHeaderName name)
    {
        if (!from.Has(name))
        {
            return;
        }

        // RFC 3262 §3: a response that requires 100rel is a reliable one, and its sender numbers it.
        var tags = Tags(from, name).Where(Carried.Contains)
            .Where(tag => from.IsRequest || name == SipHeaderName.Supported || tag != "100rel").ToArray();
        if (tags.Length > 0)
        {
            into.Add(name, string.Join(", ", tags));
        }
    }

    // Tags are tokens (RFC 3261 §25.1), so a comma parts them and nothing is quoted.
    private static IEnumerable<string> Tags(SipMessage message, SipHeaderName name) =>
        message.Values(name)
            .SelectMany(value => value.Split(',', ListElements));
}
