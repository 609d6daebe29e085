using MediaRecorder.Sip.Messages.Headers;

namespace MediaRecorder.Sip.Messages.Bodies;

/// <summary>A Content-Type (RFC 3261 §20.15): <c>type "/" subtype *( ";" parameter )</c>.</summary>
public sealed class MediaType
{
    private readonly string _text;
    private readonly int _parametersStart;

    private MediaType(string text, string type, string subtype, int parametersStart)
    {
        _text = text;
        _parametersStart = parametersStart;
        Type = type;
        Subtype = subtype;
    }

    /// <summary>In lower case.</summary>
    public string Type { get; }

    /// <summary>In lower case.</summary>
    public string Subtype { get; }

    public bool IsSdp => Type == "application" && Subtype == "sdp";

    public bool IsMultipart => Type == "multipart";

    /// <summary>Unquoted; names without case; empty without a value, null without the parameter.</summary>
    public string? Parameter(string name) => SipParameters.Find(_text.AsSpan(_parametersStart), name);

    /// <summary>Reads a whole header value; never throws. Blanks may stand around the slash.</summary>
    public static bool TryParse(string? text, out MediaType? mediaType)
    {
        mediaType = null;
        text ??= "";
        var semicolon = text.IndexOf(';', StringComparison.Ordinal);
        var end = semicolon < 0 ? text.Length : semicolon;
        var slash = text.AsSpan(0, end).IndexOf('/');
        if (slash < 0)
        {
            return false;
        }

        var type = text.AsSpan(0, slash).Trim(SipGrammar.Blanks);
        var subtype = text.AsSpan(slash + 1, end - slash - 1).Trim(SipGrammar.Blanks);
        if (!SipGrammar.IsToken(type) || !SipGrammar.IsToken(subtype) || !SipParameters.AreWellFormed(text.AsSpan(end)))
        {
            return false;
        }

        mediaType = new MediaType(
            text, type.ToString().ToLowerInvariant(), subtype.ToString().ToLowerInvariant(), end);
        return true;
    }

    public override string ToString() => _text;
}
