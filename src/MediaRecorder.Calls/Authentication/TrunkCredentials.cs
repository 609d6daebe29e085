using MediaRecorder.Calls.Model;
using MediaRecorder.Calls.Workers;
using MediaRecorder.Sip.Authentication;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Calls.Authentication;

/// <summary>Our side of the challenges of trunks: one client for each trunk that has credentials. REQ A-03.</summary>
internal sealed class TrunkCredentials
{
    private readonly CallsModel _model;
    private readonly CallsCounters _counters;
    private readonly Dictionary<string, DigestClient> _clients = new(StringComparer.Ordinal);

    public TrunkCredentials(CallsModel model, DigestHashes hashes, CallsCounters counters, Func<string> newToken)
    {
        (_model, _counters) = (model, counters);
        foreach (var trunk in model.Trunks.Values)
        {
            if (trunk.Credentials is { } account)
            {
                _clients.Add(trunk.Name, new DigestClient(account, hashes, newToken));
            }
        }
    }

    /// <summary>The client of the trunk that a request leaves by.</summary>
    /// <param name="trunk">
    /// Null: whoever sends it does not know; then it is the trunk that allows the hop as a source, as it must to answer us.
    /// </param>
    public DigestClient? For(TrunkModel? trunk, SipHop hop)
    {
        if (_clients.Count == 0)
        {
            return null;
        }

        trunk ??= _model.TrunkOf(hop);
        return trunk is null ? null : _clients.GetValueOrDefault(trunk.Name);
    }

    /// <summary>True when the request is to be repeated.</summary>
    public bool TryAnswer(DigestClient client, SipMessage challenge, DigestExchange exchange)
    {
        var isAnswered = client.TryAnswer(challenge, exchange);
        if (isAnswered)
        {
            _counters.ChallengesAnswered++;
        }
        else
        {
            _counters.ChallengesFailed++;
        }

        return isAnswered;
    }
}
