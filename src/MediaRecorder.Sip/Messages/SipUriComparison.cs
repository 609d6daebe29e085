using System.Text;
using MediaRecorder.Sip.Messages.Headers;

namespace MediaRecorder.Sip.Messages;

/// <summary>
/// Whether two URIs mean the same: RFC 3261 §19.1.4 for SIP and SIPS (with RFC 5954 for addresses), RFC 3966 §4 for
/// tel, letter for letter but for the scheme's case for all others.
/// </summary>
internal static class SipUriComparison
{
    private const string VisualSeparators = "-.()";

    // RFC 3261 §19.1.4: these tell two URIs apart even where only one has them. transport is among them by the examples
    // there, though not by the text.
    private static readonly string[] Decisive = ["user", "ttl", "method", "maddr", "transport"];

    internal static bool AreEquivalent(in SipUri left, in SipUri right)
    {
        if (left.Scheme != right.Scheme)
        {
            return false;
        }

        return left.Scheme switch
        {
            "sip" or "sips" => AreSame(left, right),
            "tel" => AreSameNumber(left, right),
            _ => left.Text.AsSpan(left.Scheme.Length).SequenceEqual(right.Text.AsSpan(right.Scheme.Length)),
        };
    }

    private static bool AreSame(in SipUri left, in SipUri right) =>
        (left.User is null) == (right.User is null)
        && Canonical(left.UserInfo) == Canonical(right.UserInfo)
        && left.Port == right.Port
        && AreSameHost(left.Host, right.Host)
        && HaveSameParameters(left, right, othersCount: false)
        && HeadersOf(left).SequenceEqual(HeadersOf(right));

    // RFC 5954 §4.2: addresses are compared as numbers, not as text. A name is never looked up.
    private static bool AreSameHost(string left, string right) =>
        left.Equals(right, StringComparison.OrdinalIgnoreCase)
        || (HostPort.TryParseAddress(left, out var one)
            && HostPort.TryParseAddress(right, out var other)
            && one!.Equals(other));

    private static bool AreSameNumber(in SipUri left, in SipUri right) =>
        Digits(left.User!).Equals(Digits(right.User!), StringComparison.OrdinalIgnoreCase)
        && HaveSameParameters(left, right, othersCount: true);

    private static bool HaveSameParameters(in SipUri left, in SipUri right, bool othersCount)
    {
        var ours = ParametersOf(left);
        var theirs = ParametersOf(right);
        foreach (var (name, value) in ours)
        {
            var isThere = theirs.TryGetValue(name, out var other);
            if (isThere ? !value.Equals(other, StringComparison.OrdinalIgnoreCase) : Counts(name))
            {
                return false;
            }
        }

        return theirs.Keys.All(name => ours.ContainsKey(name) || !Counts(name));

        bool Counts(string name) => othersCount || Decisive.Contains(name, StringComparer.OrdinalIgnoreCase);
    }

    private static Dictionary<string, string> ParametersOf(in SipUri uri)
    {
        var all = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var parameters = new SipParameters(uri.ParameterText);
        while (parameters.MoveNext())
        {
            var value = uri.Scheme == "tel" && IsNumber(parameters.Name, parameters.Value)
                ? Digits(parameters.Value)
                : Canonical(parameters.Value);
            _ = all.TryAdd(Canonical(parameters.Name), value);
        }

        return all;
    }

    private static bool IsNumber(ReadOnlySpan<char> name, ReadOnlySpan<char> value) =>
        name.Equals("ext", StringComparison.OrdinalIgnoreCase)
        || (name.Equals("phone-context", StringComparison.OrdinalIgnoreCase) && value.StartsWith("+"));

    // RFC 3261 §19.1.4: URI headers are never ignored. Their order means nothing.
    private static List<string> HeadersOf(in SipUri uri)
    {
        var headers = new List<string>();
        var text = uri.HeaderText;
        foreach (var range in text.Split('&'))
        {
            var header = text[range];
            var equals = header.IndexOf('=');
            var name = equals < 0 ? header : header[..equals];
            headers.Add(Canonical(name).ToUpperInvariant() + (equals < 0 ? "" : Canonical(header[equals..])));
        }

        headers.Sort(StringComparer.Ordinal);
        return headers;
    }

    private static string Digits(ReadOnlySpan<char> number)
    {
        var digits = new StringBuilder(number.Length);
        foreach (var c in number)
        {
            if (!VisualSeparators.Contains(c, StringComparison.Ordinal))
            {
                digits.Append(c);
            }
        }

        return digits.ToString();
    }

    // RFC 3261 §19.1.4: an escape means its character, unless that is reserved. One char per octet, so that no two
    // octets become the same replacement character.
    private static string Canonical(ReadOnlySpan<char> text) =>
        text.IndexOfAnyExceptInRange('\0', '\x7f') < 0 && !text.Contains('%')
            ? text.ToString()
            : Encoding.Latin1.GetString(SipGrammar.Unescape(text, keepReserved: true));
}
