using System.Net;
using System.Runtime.InteropServices;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Transactions.Machines;
using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Sip.Transactions;

/// <summary>
/// The transactions of one SIP socket (RFC 3261 §17, RFC 6026). Sans-IO: every input carries the time, the driver
/// drains <see cref="TryTake"/> after each input and calls <see cref="OnDeadline"/> at <see cref="NextDeadlineNs"/>.
/// Owner: SipWorker; not thread-safe. Each input costs O(log n) of the transactions alive.
/// </summary>
public sealed class TransactionLayer
{
    private readonly Dictionary<ClientTransactionKey, ClientTransaction> _clients = [];
    private readonly Dictionary<ServerTransactionKey, ServerTransaction> _servers = [];
    private readonly Dictionary<ServerTransactionId, ServerTransaction> _serversById = [];
    private readonly Dictionary<MergeKey, ServerTransaction> _mergeable = [];
    private readonly Dictionary<IPAddress, int> _serversBySource = [];
    private readonly DeadlineHeap<Transaction> _deadlines = new();
    private readonly TransactionOutput _output = new();
    private readonly SipTimers _timers;
    private readonly int _maxTransactions;
    private readonly int _maxInDialog;
    private readonly int _maxPerSource;
    private readonly int _maxPerSourceInDialog;
    private long _lastId;

    /// <param name="maxTransactions">
    /// Transactions alive, of both kinds, from which on new requests are answered 503. Requests inside a dialog get an
    /// eighth more, so that calls can end while new ones are refused; a CANCEL of a known INVITE is always taken. Our
    /// own requests are never refused: how many calls there are is for the user to bound.
    /// </param>
    /// <param name="timers">Null = <see cref="SipTimers.Default"/>.</param>
    /// <param name="maxPerSource">
    /// Server transactions alive of one address, from which on its new requests are answered 503, so that the flood of
    /// one source leaves room for the others; inside a dialog a quarter more.
    /// </param>
    public TransactionLayer(int maxTransactions, SipTimers? timers = null, int maxPerSource = int.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxTransactions);
        _maxTransactions = maxTransactions;
        _maxInDialog = maxTransactions + Math.Max(1, maxTransactions / 8);
        _maxPerSource = maxPerSource;
        _maxPerSourceInDialog = maxPerSource == int.MaxValue ? maxPerSource : maxPerSource + (maxPerSource / 4);
        _timers = timers ?? SipTimers.Default;
    }

    public TransactionCounters Counters => _output.Counters;

    public int ActiveTransactions => _clients.Count + _serversById.Count;

    /// <summary>When <see cref="OnDeadline"/> is next due; <see cref="long.MaxValue"/> = never.</summary>
    public long NextDeadlineNs => _deadlines.EarliestNs;

    /// <summary>The next thing to do, in order; false when there is none.</summary>
    public bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out TransactionEvent? e) =>
        _output.TryTake(out e);

    /// <summary>One message from the network. Never throws, whatever it says.</summary>
    /// <param name="source">Where the message came from.</param>
    public void Receive(SipMessage message, SipHop source, long nowNs)
    {
        if (!message.IsRequest)
            ReceiveResponse(message, nowNs);
        else if (message.Method == SipMethod.Ack)
            ReceiveAck(message, source, nowNs);
        else if (_servers.TryGetValue(ServerTransactionKey.Of(message), out var known))
            known.ReceiveAgain();
        else if (message.Method == SipMethod.Cancel)
            ReceiveCancel(message, source, nowNs);
        else
            ReceiveNewRequest(message, source, nowNs);
    }

    /// <summary>
    /// Sends a request and repeats it as its method demands. A CANCEL (see <see cref="CancelRequest"/>) also bounds the
    /// life of its INVITE. An ACK to a 2xx is no transaction: <see cref="SendStateless"/>.
    /// </summary>
    /// <param name="request">The whole message; kept until the transaction ends.</param>
    /// <param name="method">The method of <paramref name="request"/>.</param>
    /// <param name="branch">The branch in the top Via of <paramref name="request"/>, unique except for CANCEL.</param>
    /// <exception cref="ArgumentException">The bytes are no such request, or the branch is in use.</exception>
    public ClientTransactionId SendRequest(
        ReadOnlyMemory<byte> request, SipMethod method, string branch, SipHop destination, long nowNs)
    {
        if (!SipMessage.TryParse(request.Span, out var message, out var error) || message is null)
            throw new ArgumentException($"Not a SIP message: {error}.", nameof(request));
        if (message.Method != method || message.TopVia.Branch != branch)
            throw new ArgumentException("Not that method, or not that branch in the top Via.", nameof(request));
        return SendRequest(message, destination, nowNs);
    }

    /// <summary>As above, for a request that its sender has read already.</summary>
    /// <exception cref="ArgumentException">It is an ACK or a response, or its branch is missing or in use.</exception>
    public ClientTransactionId SendRequest(SipMessage request, SipHop destination, long nowNs)
    {
        if (!request.IsRequest || request.Method == SipMethod.Ack)
            throw new ArgumentException("Not a request, or an ACK.", nameof(request));
        var key = new ClientTransactionKey(request.TopVia.Branch ?? "", request.MethodToken);
        if (key.Branch.Length == 0 || _clients.ContainsKey(key))
            throw new ArgumentException("No branch in the top Via, or one in use.", nameof(request));

        var method = request.Method;
        var id = new ClientTransactionId(++_lastId);
        ClientTransaction transaction = method == SipMethod.Invite
            ? new InviteClientTransaction(id, request, destination, _timers, _output, nowNs)
            : new NonInviteClientTransaction(id, request, destination, _timers, _output, nowNs);
        _clients.Add(key, transaction);
        _deadlines.Update(transaction);
        if (method == SipMethod.Cancel
            && _clients.TryGetValue(key with { Method = "INVITE" }, out var cancelled)
            && cancelled is InviteClientTransaction invite)
        {
            invite.CancelSent(nowNs);
            _deadlines.Update(invite);
        }
        return id;
    }

    /// <summary>
    /// Answers a request. After a 2xx to INVITE the user repeats it through here until the ACK comes
    /// (<see cref="Dialogs.AnswerRetransmission"/>).
    /// </summary>
    /// <param name="status">The status code in <paramref name="response"/>.</param>
    /// <returns>False, with nothing sent: the transaction is gone, or a final response was sent already.</returns>
    public bool SendResponse(ServerTransactionId id, ReadOnlyMemory<byte> response, int status, long nowNs)
    {
        if (!_serversById.TryGetValue(id, out var transaction) || !transaction.Respond(response, status, nowNs))
        {
            Counters.ResponsesRejected++;
            return false;
        }
        if (status >= 200 && transaction is InviteServerTransaction { Key.Legacy: not null, AckKey: null })
            ExpectLegacyAck(transaction, response);
        Settle(transaction);
        return true;
    }

    /// <summary>Sends a message that no timer repeats: the ACK to a 2xx, a 400 to what could not be parsed.</summary>
    public void SendStateless(ReadOnlyMemory<byte> message, SipHop destination) =>
        _output.Send(destination, message);

    /// <summary>
    /// A connection could not be opened, or is gone: requests that went by it and have no response yet have failed
    /// (RFC 3261 §17.1.4). Costs O(n) of the client transactions.
    /// </summary>
    /// <param name="hop">With the flow of the connection.</param>
    /// <param name="wasOpen">Requests then go by another connection, once each.</param>
    public void TransportFailed(SipHop hop, bool wasOpen = false)
    {
        foreach (var transaction in _clients.Values.Where(client => WentBy(client.Destination, hop)).ToArray())
        {
            transaction.TransportFailed(wasOpen);
            Settle(transaction);
        }
    }

    /// <summary>Fires every timer due at <paramref name="nowNs"/>; none of them is due afterwards.</summary>
    public void OnDeadline(long nowNs)
    {
        while (_deadlines.TryPeekDue(nowNs, out var transaction))
        {
            transaction.OnDeadline(nowNs);
            Settle(transaction);
        }
    }

    private static bool WentBy(SipHop destination, SipHop gone) =>
        destination.Transport == gone.Transport
        && (destination.FlowId == gone.FlowId
            || (destination.FlowId == 0 && destination.EndPoint.Equals(gone.EndPoint)));

    private void ReceiveResponse(SipMessage response, long nowNs)
    {
        var via = response.TopVia;
        var key = new ClientTransactionKey(via.Branch ?? "", response.CSeq.MethodToken);
        // RFC 3261 §18.1.2: a response whose sent-by is not the one we wrote is not ours.
        if (!_clients.TryGetValue(key, out var transaction)
            || transaction.Request.TopVia.Port != via.Port
            || !via.Host.Equals(transaction.Request.TopVia.Host, StringComparison.OrdinalIgnoreCase))
        {
            Counters.StrayResponses++;
            return;
        }
        transaction.Receive(response, nowNs);
        Settle(transaction);
    }

    private void ReceiveAck(SipMessage ack, SipHop source, long nowNs)
    {
        if (_servers.TryGetValue(ServerTransactionKey.Of(ack), out var transaction))
        {
            transaction.ReceiveAck(ack, source, nowNs);
            Settle(transaction);
        }
        else if (StatelessResponse.IsAckedBy(ack))
        {
            Counters.AcksDropped++;
        }
        else
        {
            _output.Deliver(new TransactionEvent.AckReceived(ack, source));
        }
    }

    private void ReceiveCancel(SipMessage cancel, SipHop source, long nowNs)
    {
        var key = ServerTransactionKey.Of(cancel);
        if (!_servers.TryGetValue(key.OfCancelledInvite(), out var invite))
        {
            Counters.CancelsUnmatched++;
            Answer(cancel, source, 481);
            return;
        }
        var transaction = new NonInviteServerTransaction(
            NextServerId(), key, cancel, source, _timers, _output, nowNs);
        Admit(transaction, source);
        _output.Deliver(new TransactionEvent.CancelReceived(invite.Id, transaction.Id, cancel));
    }

    private void ReceiveNewRequest(SipMessage request, SipHop source, long nowNs)
    {
        var mergeKey = MergeKey.Of(request);
        if (mergeKey is { } merge && _mergeable.ContainsKey(merge))
        {
            Counters.RequestsMerged++;
            Answer(request, source, 482);
            return;
        }
        if (ActiveTransactions >= (request.To.Tag is null ? _maxTransactions : _maxInDialog))
        {
            Counters.RequestsRefused++;
            Answer(request, source, 503);
            return;
        }
        if (_serversBySource.GetValueOrDefault(source.EndPoint.Address)
            >= (request.To.Tag is null ? _maxPerSource : _maxPerSourceInDialog))
        {
            Counters.RequestsOverShare++;
            Answer(request, source, 503);
            return;
        }
        var id = NextServerId();
        var key = ServerTransactionKey.Of(request);
        ServerTransaction transaction = request.Method == SipMethod.Invite
            ? new InviteServerTransaction(id, key, request, source, _timers, _output, nowNs)
            : new NonInviteServerTransaction(id, key, request, source, _timers, _output, nowNs);
        transaction.MergeKey = mergeKey;
        if (mergeKey is { } mergeable)
            _mergeable.Add(mergeable, transaction);
        Admit(transaction, source);
        _output.Deliver(new TransactionEvent.RequestReceived(id, request, source));
    }

    private ServerTransactionId NextServerId() => new(++_lastId);

    private void Answer(SipMessage request, SipHop source, int status) =>
        _output.Send(ResponseRoute.For(request, source), StatelessResponse.For(request, source, status));

    private void Admit(ServerTransaction transaction, SipHop source)
    {
        transaction.SourceAddress = source.EndPoint.Address;
        CollectionsMarshal.GetValueRefOrAddDefault(_serversBySource, transaction.SourceAddress, out _)++;
        _servers.Add(transaction.Key, transaction);
        _serversById.Add(transaction.Id, transaction);
        _deadlines.Update(transaction);
    }

    // RFC 3261 §17.2.3: the ACK of an RFC 2543 client is known by the To tag of our response.
    private void ExpectLegacyAck(ServerTransaction transaction, ReadOnlyMemory<byte> response)
    {
        if (!SipMessage.TryParse(response.Span, out var message, out _) || message is null)
            return;
        var key = transaction.Key.OfLegacyAck(message.To.Tag);
        if (_servers.TryAdd(key, transaction))
            transaction.AckKey = key;
    }

    private void Settle(Transaction transaction)
    {
        if (!transaction.IsTerminated)
        {
            _deadlines.Update(transaction);
            return;
        }
        _deadlines.Remove(transaction);
        if (transaction is ClientTransaction client)
        {
            _clients.Remove(new ClientTransactionKey(client.Request.TopVia.Branch!, client.Request.MethodToken));
            return;
        }
        var server = (ServerTransaction)transaction;
        _servers.Remove(server.Key);
        _serversById.Remove(server.Id);
        ForgetSource(server.SourceAddress!);
        if (server.AckKey is { } ackKey)
            _servers.Remove(ackKey);
        if (server.MergeKey is { } mergeKey)
            _mergeable.Remove(mergeKey);
    }

    private void ForgetSource(IPAddress address)
    {
        if (--CollectionsMarshal.GetValueRefOrNullRef(_serversBySource, address) == 0)
            _serversBySource.Remove(address);
    }
}
