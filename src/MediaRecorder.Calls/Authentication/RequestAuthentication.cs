using System.Security.Cryptography;
using System.Text;
using MediaRecorder.Calls.Model;
using MediaRecorder.Calls.Signalling;
using MediaRecorder.Calls.Workers;
using MediaRecorder.Sip.Authentication;
using MediaRecorder.Sip.Authentication.Servers;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Calls.Authentication;

/// <summary>
/// Challenges requests outside dialogs on trunks that ask for it. REQ A-03. Inside a dialog the tags, which only the two
/// ends know, and the source address stand for the proof given at its start. Owner: the SipWorker.
/// </summary>
internal sealed class RequestAuthentication
{
    private readonly Dictionary<string, DigestServer> _servers = new(StringComparer.Ordinal);

    public RequestAuthentication(CallsModel model, DigestHashes hashes, CallsCounters counters, Func<string> newToken)
    {
        foreach (var trunk in model.Trunks.Values)
        {
            if (trunk.Authenticate is { } rules)
            {
                _servers.Add(
                    trunk.Name, new DigestServer(rules, hashes, counters.Authentications, Secret(newToken)));
            }
        }
    }

    /// <summary>The refusal of a request that has not proven itself, or null.</summary>
    public Refusal? Check(SipMessage request, TrunkModel trunk, SipHop source, long nowNs)
    {
        // RFC 3261 §22.1: ACK and CANCEL cannot be sent again with credentials.
        if (!_servers.TryGetValue(trunk.Name, out var server)
            || request.To.Tag is not null
            || request.Method is SipMethod.Ack or SipMethod.Cancel)
        {
            return null;
        }

        var verdict = server.Check(request, source.EndPoint.Address, nowNs);
        return verdict switch
        {
            { IsAccepted: true } => null,
            { Challenges: [] } => new Refusal(verdict.Status),
            _ => new Refusal(verdict.Status, verdict.HeaderName, verdict.Challenges[0])
            {
                Further = [.. verdict.Challenges.Skip(1).Select(challenge => (verdict.HeaderName, challenge))],
            },
        };
    }

    /// <summary>Whether an Authorization or Proxy-Authorization value is meant for us, on any trunk.</summary>
    public bool IsOurs(string value)
    {
        foreach (var server in _servers.Values)
        {
            if (server.IsOurs(value))
            {
                return true;
            }
        }

        return false;
    }

    // Tokens are unguessable and differ from process to process; eight hold more bits than the key takes.
    private static byte[] Secret(Func<string> newToken) => SHA256.HashData(
        Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 8).Select(_ => newToken()))));
}
