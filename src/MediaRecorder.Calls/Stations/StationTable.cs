using System.Diagnostics.CodeAnalysis;
using MediaRecorder.Calls.Model;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Transactions;

namespace MediaRecorder.Calls.Stations;

/// <summary>The phones that registered through us. Bounded by <c>maxRegistrations</c>. Owner: the SipWorker.</summary>
internal sealed class StationTable(CallsModel model, Func<string> newToken)
{
    /// <summary>So that a call for a phone that is gone is told from one for a number.</summary>
    private const string TokenPrefix = "station-";

    private readonly Dictionary<StationKey, StationBinding> _byKey = [];
    private readonly Dictionary<string, StationBinding> _byToken = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<StationBinding>> _byAor = new(StringComparer.OrdinalIgnoreCase);
    private readonly DeadlineHeap<StationBinding> _deadlines = new();

    /// <summary>Bindings that a registrar has accepted and that have not expired.</summary>
    public int Bound { get; private set; }

    public long NextDeadlineNs => _deadlines.EarliestNs;

    /// <summary>
    /// The binding of this phone, a new one when there is none. Each claim must be given back by <see cref="Release"/>.
    /// </summary>
    /// <param name="mayAdd">Whether a new one is wanted; else, without one, a stranger to the table is returned.</param>
    /// <returns>False when the table is full.</returns>
    public bool TryClaim(
        StationKey key, string user, TrunkModel trunk, bool mayAdd, [NotNullWhen(true)] out StationBinding? binding)
    {
        if (!_byKey.TryGetValue(key, out binding))
        {
            if (mayAdd && _byKey.Count >= model.MaxRegistrations)
            {
                return false;
            }

            binding = new StationBinding(key, user, TokenPrefix + newToken(), trunk);
            if (mayAdd)
            {
                Add(binding);
            }
        }

        binding.Pending++;
        return true;
    }

    /// <summary>What was claimed is no longer needed; forgotten when no registrar has accepted it.</summary>
    public void Release(StationBinding binding)
    {
        binding.Pending--;
        Settle(binding);
    }

    /// <summary>The registrar has accepted it for so long.</summary>
    public void Bind(StationBinding binding, Sip.Transports.SipHop hop, long expiresNs)
    {
        Bound += binding.IsBound ? 0 : 1;
        binding.Bind(hop, expiresNs);
        _deadlines.Update(binding);
    }

    /// <summary>The registrar no longer has it.</summary>
    public void Unbind(StationBinding binding)
    {
        if (binding.IsBound)
        {
            Bound--;
            binding.Unbind();
            _deadlines.Update(binding);
        }

        Settle(binding);
    }

    /// <summary>RFC 3261 §10.2.2: a <c>Contact: *</c> was accepted.</summary>
    public void UnbindAll(string aor)
    {
        foreach (var binding in Of(aor).ToArray())
        {
            Unbind(binding);
        }
    }

    public IReadOnlyList<StationBinding> Of(string aor) => _byAor.GetValueOrDefault(aor) ?? [];

    public void OnDeadline(long nowNs)
    {
        while (_deadlines.TryPeekDue(nowNs, out var expired))
        {
            Unbind(expired);
        }
    }

    /// <summary>
    /// Whether a request is for a phone of ours. Only the registrar knows the tokens, and only from it they count.
    /// </summary>
    /// <param name="route">Null when the phone is gone: RFC 3261 §21.4.18.</param>
    /// <returns>False when the request is for a number.</returns>
    public bool TryRoute(SipMessage request, TrunkModel from, long nowNs, out StationRoute? route)
    {
        route = null;
        if (TokenOf(request, out var isPath) is not { } token)
        {
            return false;
        }

        if (_byToken.TryGetValue(token, out var binding)
            && binding.IsBound
            && binding.DeadlineNs > nowNs
            && binding.Trunk.Registrar == from.Name)
        {
            var target = isPath ? request.RequestUri : binding.Key.ContactUri;
            route = new StationRoute(binding.Trunk, binding.Hop, target, binding.User);
        }

        return true;
    }

    /// <summary>Whether a registrar means a phone of ours, known or not.</summary>
    public static bool IsForStation(SipMessage request) => TokenOf(request, out _) is not null;

    // By Path the token is in our Route, by Contact in the Request-URI.
    private static string? TokenOf(SipMessage request, out bool isPath)
    {
        isPath = request.Routes is [var top, ..] && IsToken(top.Uri.User);
        if (isPath)
        {
            return request.Routes[0].Uri.User;
        }

        return SipUri.TryParse(request.RequestUri, out var target) && IsToken(target.User) ? target.User : null;
    }

    private static bool IsToken(string? user) =>
        user is not null && user.StartsWith(TokenPrefix, StringComparison.Ordinal);

    private void Add(StationBinding binding)
    {
        _byKey.Add(binding.Key, binding);
        _byToken.Add(binding.Token, binding);
        if (!_byAor.TryGetValue(binding.Key.Aor, out var others))
        {
            _byAor.Add(binding.Key.Aor, others = []);
        }

        others.Add(binding);
    }

    private void Settle(StationBinding binding)
    {
        if (binding.IsBound || binding.Pending > 0 || !_byToken.Remove(binding.Token))
        {
            return;
        }

        _byKey.Remove(binding.Key);
        var others = _byAor[binding.Key.Aor];
        others.Remove(binding);
        if (others.Count == 0)
        {
            _byAor.Remove(binding.Key.Aor);
        }
    }
}
