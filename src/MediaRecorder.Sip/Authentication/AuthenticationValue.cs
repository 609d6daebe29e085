using System.Text;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Headers;

namespace MediaRecorder.Sip.Authentication;

/// <summary>
/// A challenge or credentials as written: a scheme and its parameters (RFC 3261 §25.1 challenge, credentials).
/// </summary>
internal sealed class AuthenticationValue(string scheme)
{
    // RFC 7616 knows 13 parameters; more than twice as many are noise.
    private const int MaxParameters = 32;

    private readonly Dictionary<string, string> _parameters = new(StringComparer.OrdinalIgnoreCase);

    internal string Scheme { get; } = scheme;

    internal bool IsDigest => Scheme.Equals("Digest", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Something did not fit the grammar, or a parameter came twice: two readers would see two things.
    /// </summary>
    internal bool IsMalformed { get; private set; }

    /// <summary>The parameter's meaning, without quotes; null without it.</summary>
    internal string? this[string name] => _parameters.GetValueOrDefault(name);

    /// <summary>
    /// The values of one header, at most <paramref name="max"/>. RFC 3261 §7.3.1 forbids to join these headers by
    /// commas, and peers do it, so a comma may begin a parameter or a value.
    /// </summary>
    internal static List<AuthenticationValue> Read(string header, int max)
    {
        var values = new List<AuthenticationValue>();
        var elements = new CommaList(header);
        while (elements.MoveNext())
        {
            var element = elements.Current;
            var word = Word(element);
            var rest = element[word.Length..].TrimStart(SipGrammar.Blanks);
            if (!word.IsEmpty && !rest.StartsWith("="))
            {
                if (values.Count == max)
                {
                    break;
                }

                values.Add(new AuthenticationValue(word.ToString()));
                element = rest;
            }

            if (values.Count > 0 && !element.IsEmpty)
            {
                values[^1].AddParameter(element);
            }
        }

        return values;
    }

    /// <summary>A quoted-string of that meaning (RFC 3261 §25.1).</summary>
    internal static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text)
        {
            if (c is '"' or '\\')
            {
                quoted.Append('\\');
            }

            quoted.Append(c);
        }

        return quoted.Append('"').ToString();
    }

    private static ReadOnlySpan<char> Word(ReadOnlySpan<char> element)
    {
        var end = element.IndexOfAny(" \t=\"");
        var word = end < 0 ? element : element[..end];
        return SipGrammar.IsToken(word) ? word : default;
    }

    private void AddParameter(ReadOnlySpan<char> element)
    {
        var name = Word(element);
        var rest = element[name.Length..].TrimStart(SipGrammar.Blanks);
        if (name.IsEmpty || !rest.StartsWith("="))
        {
            IsMalformed = true;
            return;
        }

        var value = rest[1..].TrimStart(SipGrammar.Blanks);
        var isQuoted = value.StartsWith("\"") && SipGrammar.EndOfQuoted(value, 0) == value.Length;

        // Wider than token: some leave the quotes of a nonce or URI away.
        var isWord = !value.IsEmpty && !value.ContainsAny(" \t\"");
        IsMalformed |= !(isQuoted || isWord)
            || _parameters.Count == MaxParameters
            || !_parameters.TryAdd(name.ToString(), SipGrammar.Unquote(value));
    }
}
