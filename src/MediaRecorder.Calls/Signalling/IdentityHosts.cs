using System.Text;

namespace MediaRecorder.Calls.Signalling;

/// <summary>Takes the hosts out of identity headers: names of the peer's machines. REQ A-05.</summary>
internal static class IdentityHosts
{
    private static readonly HashSet<string> Headers = new(StringComparer.OrdinalIgnoreCase)
    {
        "P-Asserted-Identity", "P-Preferred-Identity", "Remote-Party-ID", "Diversion", "History-Info", "Referred-By",
    };

    public static bool AreIn(string headerName) => Headers.Contains(headerName);

    /// <summary>The value with <paramref name="host"/> as the host of each of its SIP URIs.</summary>
    public static string Replace(string value, string host)
    {
        var result = new StringBuilder();
        for (var at = 0; at < value.Length;)
        {
            if (value[at] == '"')
            {
                // A display name may say "sip:" and means nothing by it.
                var close = EndOfQuoted(value, at);
                result.Append(value, at, close - at);
                at = close;
                continue;
            }

            if (SchemeAt(value, at) is not (> 0 and var scheme))
            {
                result.Append(value[at++]);
                continue;
            }

            var end = value.AsSpan(at).IndexOfAny(">, \t") is var found and >= 0 ? at + found : value.Length;
            var uri = value[at..end];
            var hostStart = uri.LastIndexOf('@') is var sign and >= 0 ? sign + 1 : scheme;
            var hostEnd = uri.AsSpan(hostStart).IndexOfAny(";?") is var tail and >= 0 ? hostStart + tail : uri.Length;
            result.Append(uri, 0, hostStart).Append(host).Append(uri, hostEnd, uri.Length - hostEnd);
            at = end;
        }

        return result.ToString();
    }

    private static int SchemeAt(string value, int at)
    {
        if (at > 0 && char.IsAsciiLetterOrDigit(value[at - 1]))
        {
            return 0;
        }

        var rest = value.AsSpan(at);
        return rest.StartsWith("sip:", StringComparison.OrdinalIgnoreCase) ? 4
            : rest.StartsWith("sips:", StringComparison.OrdinalIgnoreCase) ? 5
            : 0;
    }

    private static int EndOfQuoted(string value, int open)
    {
        for (var at = open + 1; at < value.Length; at++)
        {
            if (value[at] == '\\')
            {
                at++;
            }
            else if (value[at] == '"')
            {
                return at + 1;
            }
        }

        return value.Length;
    }
}
