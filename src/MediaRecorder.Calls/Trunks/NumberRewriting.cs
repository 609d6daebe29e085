using System.Collections.Immutable;
using MediaRecorder.Calls.Model;
using MediaRecorder.Sip.Messages;

namespace MediaRecorder.Calls.Trunks;

/// <summary>
/// Numbers on their way from one trunk to another. REQ A-04. A number is the user part as written, up to its
/// parameters (RFC 3966 <c>;npdi</c>, <c>;isub</c>), which stay.
/// </summary>
internal static class NumberRewriting
{
    /// <summary>The called number as the recorder knows it.</summary>
    public static string Called(TrunkModel from, string user) => Rewrite(from.Numbers.CalledIn, user);

    /// <summary>The called number as it leaves.</summary>
    public static string Called(TrunkModel from, TrunkModel to, string user) =>
        Rewrite(to.Numbers.CalledOut, Called(from, user));

    /// <summary>The caller's number as the recorder knows it.</summary>
    public static string Caller(TrunkModel from, string user) => Rewrite(from.Numbers.CallerIn, user);

    /// <summary>The caller's number as it leaves.</summary>
    public static string Caller(TrunkModel from, TrunkModel to, string user) =>
        Rewrite(to.Numbers.CallerOut, Caller(from, user));

    private static string Rewrite(ImmutableArray<NumberRule> rules, string user)
    {
        if (rules.IsEmpty)
        {
            return user;
        }

        var end = user.IndexOf(';', StringComparison.Ordinal);
        var number = end < 0 ? user : user[..end];
        foreach (var rule in rules)
        {
            if (!rule.Match.Matches(number))
            {
                continue;
            }

            var rewritten = rule.Match.Replace(number, rule.Replace) + (end < 0 ? "" : user[end..]);

            // What no URI can hold would be refused by the next hop; as it came it may still ring.
            return SipUri.TryParse($"sip:{rewritten}@192.0.2.1", out var uri) && uri.User == rewritten ? rewritten : user;
        }

        return user;
    }
}
