using MediaRecorder.Sip.Messages.Headers;

namespace MediaRecorder.Sip.Authentication;

/// <summary>Spelling of <see cref="DigestQop"/>.</summary>
internal static class DigestQops
{
    /// <summary>Those we know of a list; false when it names none of them.</summary>
    internal static bool TryParse(string list, out DigestQop qop)
    {
        qop = DigestQop.None;
        var elements = new CommaList(list);
        while (elements.MoveNext())
        {
            if (elements.Current.Equals("auth", StringComparison.OrdinalIgnoreCase))
            {
                qop |= DigestQop.Auth;
            }
            else if (elements.Current.Equals("auth-int", StringComparison.OrdinalIgnoreCase))
            {
                qop |= DigestQop.AuthInt;
            }
        }

        return qop != DigestQop.None;
    }

    internal static string Text(DigestQop qop) => qop switch
    {
        DigestQop.Auth => "auth",
        DigestQop.AuthInt => "auth-int",
        _ => "auth,auth-int",
    };
}
