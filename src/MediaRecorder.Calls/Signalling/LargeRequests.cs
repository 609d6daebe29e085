using System.Diagnostics.CodeAnalysis;
using System.Net;
using MediaRecorder.Calls.Transports;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Transactions;
using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Calls.Signalling;

/// <summary>
/// RFC 3261 §18.1.1: a request too large for one packet goes by TCP, where there is TCP on our side, and by UDP after all
/// when the peer has none. Owner: the SipWorker.
/// </summary>
internal sealed class LargeRequests(TransportsModel transports)
{
    /// <summary>RFC 3261 §18.1.1: of a request to a path of unknown MTU.</summary>
    public const int MaxUdpBytes = 1300;

    // A peer without TCP is not asked again at each call: it may cost the time of a connect that nobody answers.
    private const long AskAgainNs = 600_000_000_000;

    // Targets come from Contacts too; so many next hops has no installation.
    private const int MaxRemembered = 1000;

    private readonly Dictionary<ClientTransactionId, SipMessageBuilder> _sent = [];
    private readonly Dictionary<IPEndPoint, long> _withoutTcp = [];

    /// <summary>Whether a request for <paramref name="hop"/> goes by TCP instead.</summary>
    public bool Suits(SipHop hop, int bytes, long nowNs) =>
        bytes > MaxUdpBytes
        && !hop.IsReliable
        && transports.TcpListen is not null
        && !(_withoutTcp.TryGetValue(hop.EndPoint, out var untilNs) && nowNs < untilNs);

    public void Sent(ClientTransactionId id, SipMessageBuilder request) => _sent.Add(id, request);

    /// <summary>There was a response, or none in time.</summary>
    public void Forget(ClientTransactionId id) => _sent.Remove(id);

    /// <summary>The request, when it went by TCP for its size only and that has failed.</summary>
    public bool TryTakeBack(ClientTransactionId id, [NotNullWhen(true)] out SipMessageBuilder? request) =>
        _sent.Remove(id, out request);

    /// <summary>A peer could not be reached by TCP.</summary>
    public void NoteUnreached(SipHop hop, long nowNs)
    {
        if (_withoutTcp.Count >= MaxRemembered)
        {
            _withoutTcp.Clear();
        }

        _withoutTcp[hop.EndPoint] = nowNs + AskAgainNs;
    }
}
