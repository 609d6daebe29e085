using MediaRecorder.Sip.Messages;

namespace MediaRecorder.Calls.Admission;

/// <summary>
/// Which calls are exempt from rates and shedding: those to an emergency service and those with an emergency's priority.
/// A peer could claim it for any call; peers are configured, so they are believed.
/// </summary>
internal static class EmergencyCalls
{
    // RFC 5031 §3: urn:service:sos and its sub-services.
    private const string ServiceUrn = "urn:service:sos";

    // RFC 7135 §3 and RFC 4412 §10: emergency services and government telecommunication. dsn, drsn and q735 rank the
    // ordinary calls of private networks.
    private static readonly string[] Namespaces = ["esnet.", "ets.", "wps."];

    public static bool Includes(SipMessage invite) =>
        IsService(invite.RequestUri) || IsService(invite.To.Uri.Text) || HasPriority(invite);

    private static bool IsService(string uri) =>
        uri.StartsWith(ServiceUrn, StringComparison.OrdinalIgnoreCase)
        && (uri.Length == ServiceUrn.Length || uri[ServiceUrn.Length] is '.' or ';');

    private static bool HasPriority(SipMessage invite)
    {
        foreach (var header in invite.Headers)
        {
            if (header.NameText.Equals("Resource-Priority", StringComparison.OrdinalIgnoreCase)
                && header.Value.Split(',', StringSplitOptions.TrimEntries).Any(value =>
                    Namespaces.Any(name => value.StartsWith(name, StringComparison.OrdinalIgnoreCase))))
            {
                return true;
            }
        }

        return false;
    }
}
