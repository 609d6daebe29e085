using System.Text;
using MediaRecorder.Sip.Messages.Headers;

namespace MediaRecorder.Sip.Messages.References;

/// <summary>RFC 6665 §8.2.1: an event package, and the id that tells subscriptions of one dialog apart.</summary>
public sealed class EventHeader
{
    private readonly int _parametersStart;

    private EventHeader(string text, string package, int parametersStart)
    {
        Text = text;
        Package = package;
        _parametersStart = parametersStart;
    }

    /// <summary>As sent.</summary>
    public string Text { get; }

    /// <summary>With its templates, as in <c>presence.winfo</c>.</summary>
    public string Package { get; }

    /// <summary>Null without one.</summary>
    public string? Id => Parameter("id") is { Length: > 0 } id ? id : null;

    /// <summary>RFC 3515 §2.4.4: the package of the subscription that a REFER makes.</summary>
    public bool IsRefer => Package.Equals("refer", StringComparison.OrdinalIgnoreCase);

    public string? Parameter(string name) => SipParameters.Find(Text.AsSpan(_parametersStart), name);

    public static bool TryParse(string? text, out EventHeader? header)
    {
        header = null;
        text = text?.Trim(' ', '\t');
        if (string.IsNullOrEmpty(text) || SipGrammar.HasLineBreak(text))
        {
            return false;
        }

        var semicolon = text.IndexOf(';', StringComparison.Ordinal);
        var end = semicolon < 0 ? text.Length : semicolon;
        var package = text.AsSpan(0, end).TrimEnd(SipGrammar.Blanks);
        if (!SipGrammar.IsToken(package) || !SipParameters.AreWellFormed(text.AsSpan(end)))
        {
            return false;
        }

        header = new EventHeader(text, package.ToString(), end);
        return true;
    }

    /// <summary>The header value with another id in place of its own; all else stays.</summary>
    public string WithId(string id)
    {
        var text = new StringBuilder(Package);
        var isReplaced = false;
        var parameters = new SipParameters(Text.AsSpan(_parametersStart));
        while (parameters.MoveNext())
        {
            var isId = parameters.Name.Equals("id", StringComparison.OrdinalIgnoreCase);
            if (isId && isReplaced)
            {
                continue;
            }

            isReplaced |= isId;
            text.Append(';').Append(parameters.Name);
            if (isId || parameters.HasValue)
            {
                text.Append('=').Append(isId ? id : parameters.Value);
            }
        }

        return isReplaced ? text.ToString() : $"{text};id={id}";
    }

    public override string ToString() => Text;
}
