using System.Globalization;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Headers;

namespace MediaRecorder.Sip.SessionTimers;

/// <summary>The Session-Expires header of RFC 4028 §4.</summary>
/// <param name="Seconds">The session interval.</param>
/// <param name="Refresher">Null when the message leaves it open.</param>
public readonly record struct SessionExpires(int Seconds, SessionRefresher? Refresher)
{
    /// <summary>RFC 4028 §4: no interval is shorter, whatever is configured.</summary>
    public const int LeastSeconds = 90;

    /// <summary>A day: a longer interval guards nothing and is cut to this.</summary>
    public const int MostSeconds = 86_400;

    /// <summary>The header of <paramref name="message"/>; null without one, or when it holds no number.</summary>
    public static SessionExpires? Of(SipMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return message.TryGetHeader(SipHeaderName.SessionExpires, out var value) && TryParse(value, out var expires)
            ? expires
            : null;
    }

    /// <summary>The Min-SE of <paramref name="message"/> in seconds; <see cref="LeastSeconds"/> without one (§5).</summary>
    public static int MinimumOf(SipMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return message.TryGetHeader(SipHeaderName.MinSessionExpires, out var value)
            && TryReadSeconds(value, out var seconds, out _)
            ? Math.Clamp(seconds, LeastSeconds, MostSeconds)
            : LeastSeconds;
    }

    /// <summary>Reads <c>1800;refresher=uac</c>. Unknown refreshers and parameters are left aside.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out SessionExpires value)
    {
        value = default;
        if (!TryReadSeconds(text, out var seconds, out var parameters))
        {
            return false;
        }

        SessionRefresher? refresher = SipParameters.Find(parameters, "refresher") switch
        {
            { } uac when uac.Equals("uac", StringComparison.OrdinalIgnoreCase) => SessionRefresher.Uac,
            { } uas when uas.Equals("uas", StringComparison.OrdinalIgnoreCase) => SessionRefresher.Uas,
            _ => null,
        };
        value = new SessionExpires(Math.Min(seconds, MostSeconds), refresher);
        return true;
    }

    public override string ToString()
    {
        var seconds = Seconds.ToString(CultureInfo.InvariantCulture);
        return Refresher switch
        {
            SessionRefresher.Uac => seconds + ";refresher=uac",
            SessionRefresher.Uas => seconds + ";refresher=uas",
            _ => seconds,
        };
    }

    private static bool TryReadSeconds(ReadOnlySpan<char> text, out int seconds, out ReadOnlySpan<char> parameters)
    {
        var end = text.IndexOf(';');
        parameters = end < 0 ? default : text[end..];
        return SipGrammar.TryParseNumber((end < 0 ? text : text[..end]).Trim(), int.MaxValue, out seconds);
    }
}
