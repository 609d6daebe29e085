using MediaRecorder.Sip.Messages.Headers;

namespace MediaRecorder.Sip.Messages.References;

/// <summary>RFC 6665 §8.2.3: how the subscription stands that a NOTIFY belongs to.</summary>
/// <param name="State">active, pending, terminated, or an extension; in lower case.</param>
/// <param name="Reason">Why it ended; null without.</param>
/// <param name="ExpiresSeconds">What is left of it; null without.</param>
/// <param name="RetryAfterSeconds">When another may be tried; null without.</param>
public sealed record SubscriptionState(
    string State, string? Reason = null, int? ExpiresSeconds = null, int? RetryAfterSeconds = null)
{
    public bool IsTerminated => State == "terminated";

    public static bool TryParse(string? text, out SubscriptionState? header)
    {
        header = null;
        text = text?.Trim(' ', '\t') ?? "";
        var semicolon = text.IndexOf(';', StringComparison.Ordinal);
        var end = semicolon < 0 ? text.Length : semicolon;
        var state = text.AsSpan(0, end).TrimEnd(SipGrammar.Blanks);
        var parameters = text.AsSpan(end);
        if (!SipGrammar.IsToken(state)
            || !SipParameters.AreWellFormed(parameters)
            || !TryFindSeconds(parameters, "expires", out var expires)
            || !TryFindSeconds(parameters, "retry-after", out var retryAfter)
            || SipParameters.Find(parameters, "reason") is { } reason && !SipGrammar.IsToken(reason))
        {
            return false;
        }

        header = new SubscriptionState(
            state.ToString().ToLowerInvariant(), SipParameters.Find(parameters, "reason"), expires, retryAfter);
        return true;
    }

    public override string ToString() =>
        State
        + (Reason is null ? "" : $";reason={Reason}")
        + (ExpiresSeconds is null ? "" : $";expires={ExpiresSeconds}")
        + (RetryAfterSeconds is null ? "" : $";retry-after={RetryAfterSeconds}");

    private static bool TryFindSeconds(ReadOnlySpan<char> parameters, string name, out int? seconds)
    {
        seconds = null;
        if (SipParameters.Find(parameters, name) is not { } text)
        {
            return true;
        }

        var isNumber = SipGrammar.TryParseNumber(text, int.MaxValue, out var number);
        seconds = isNumber ? number : null;
        return isNumber;
    }
}
