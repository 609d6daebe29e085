using System.Buffers;
using System.Collections.Immutable;
using System.Net;
using MediaRecorder.Calls.Admission;
using MediaRecorder.Calls.Authentication;
using MediaRecorder.Calls.Conferences;
using MediaRecorder.Calls.Model;
using MediaRecorder.Calls.Requests;
using MediaRecorder.Calls.Signalling;
using MediaRecorder.Calls.Stations;
using MediaRecorder.Calls.Trunks;
using MediaRecorder.Calls.Workers;
using MediaRecorder.Media.Workers;
using MediaRecorder.Recording.Facts;
using MediaRecorder.Sip.Dialogs;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.References;
using MediaRecorder.Sip.Transactions;
using MediaRecorder.Sip.Transports;
using Microsoft.Extensions.Logging;

namespace MediaRecorder.Calls.B2bua;

/// <summary>
/// The back-to-back user agent, sans-IO: datagrams, keys and deadlines in, datagrams out; media and recording are asked
/// through their planes. The driver drains <see cref="TryTake"/> after each input. Owner: the SipWorker.
/// </summary>
public sealed class B2bua
{
    /// <summary>
    /// No call needs longer messages by UDP, and ours, made of parts of up to three and of rewritten SDP, still fit one
    /// datagram. A longer request is answered 513 (RFC 3261 §21.5.7).
    /// </summary>
    private const int MaxMessageBytes = 12 * 1024;

    private const int MaxNumberChars = 64;

    // RFC 3261 §25.1: unreserved and user-unreserved, but for what starts parameters or a password.
    private static readonly SearchValues<char> NumberChars = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!~*'()&=+$/");

    private readonly CallContext _context;
    private readonly CallsModel _model;
    private readonly TransactionLayer _transactions;
    private readonly RequestAuthentication _authentication;
    private readonly CallTable _calls;
    private readonly NewCalls _newCalls;
    private readonly Queue<OutboundMessage> _output = new();
    private readonly AdmissionControl _admission;

    /// <param name="toUtc">Wall clock of an instant, for the recordings' identity.</param>
    /// <param name="newToken">Makes an unguessable token: at least 64 random bits, RFC 3261 token characters.</param>
    public B2bua(
        CallsModel model,
        IMediaPlane media,
        IRecordingPlane recording,
        CallsCounters counters,
        ILogger logger,
        Func<long, DateTimeOffset> toUtc,
        Func<string> newToken)
    {
        _model = model;
        _calls = new CallTable(counters, logger);

        _admission = new AdmissionControl(model.Admission, model.MaxCalls);

        // Each lives for up to 32 s after its end, and a call is two (INVITE, BYE) to five (PRACK, UPDATE, INFO) of its
        // source. One source may have half the table: 300 short calls a second, or 125 long-winded ones, with 1.2 kB each.
        var maxTransactions = Math.Max(40_000, model.MaxCalls * 16);
        _transactions = new TransactionLayer(maxTransactions, maxPerSource: maxTransactions / 2);
        _authentication = new RequestAuthentication(model, SystemHashes.Digests, counters, newToken);
        var credentials = new TrunkCredentials(model, SystemHashes.Digests, counters, newToken);
        var sender = new SipSender(model, _transactions, credentials, _authentication, newToken);
        Trunks = new TrunkTable(model, sender, logger, newToken);
        _context = new CallContext(
            model,
            _transactions,
            sender,
            _calls,
            Trunks,
            media,
            counters,
            logger,
            newToken)
        {
            Stations = new StationTable(model, newToken),
        };
        _newCalls = new NewCalls(_context, _admission, recording, toUtc);
    }

    /// <summary>The trunks at work: their calls and the health of their next hops.</summary>
    public TrunkTable Trunks { get; }

    /// <summary>Calls that are offered, talking or being cancelled.</summary>
    public int ActiveCalls => _calls.Count;

    /// <summary>The verified names of the TLS certificate of whoever sent a message; empty when there are none.</summary>
    public Func<SipHop, ImmutableArray<string>> PeerNames { private get; set; } = static _ => [];

    /// <summary>Phones whose registration holds. REQ A-06.</summary>
    public int RegisteredStations => _context.Stations.Bound;

    public int ActiveTransactions => _transactions.ActiveTransactions;

    /// <summary>Requests of ours that may still get a response.</summary>
    public int WaitingRequests => _context.Sender.Waiting;

    public TransactionCounters TransactionCounters => _transactions.Counters;

    /// <summary>When <see cref="OnDeadline"/> is next due; <c>long.MaxValue</c> for never.</summary>
    public long NextDeadlineNs
    {
        get
        {
            var next = Math.Min(_transactions.NextDeadlineNs, _calls.NextDeadlineNs);
            next = Math.Min(Math.Min(next, Trunks.NextDeadlineNs), _context.Sender.NextDeadlineNs);
            return Math.Min(next, _context.Stations.NextDeadlineNs);
        }
    }

    /// <summary>A datagram from the SIP socket. Never throws, whatever it holds.</summary>
    public void Receive(ReadOnlySpan<byte> datagram, SipHop source, long nowNs)
    {
        // RFC 5626 §4.4.1 and many phones: a CRLF keepalive is no message.
        if (datagram.IndexOfAnyExcept((byte)'\r', (byte)'\n', (byte)0) < 0)
        {
            _context.Counters.Keepalives++;
            return;
        }

        // A certificate says more than an address.
        if ((_model.TrunkOf(PeerNames(source)) ?? _model.TrunkOf(source)) is not { } trunk)
        {
            RefuseStranger(datagram, source);
            return;
        }

        var isRead = SipMessage.TryParse(datagram, out var message, out var error);
        if (!isRead || (datagram.Length > MaxMessageBytes && !source.IsReliable))
        {
            _context.Counters.MalformedMessages++;
            if (message is { IsAnswerable: true })
            {
                var status = isRead ? 513 : SipParseErrors.StatusFor(error);
                _output.Enqueue(
                    new OutboundMessage(ResponseRoute.For(message, source), StatelessAnswer(message, status, source.EndPoint)));
            }

            return;
        }

        _context.Counters.Received(message!);
        _transactions.Receive(message!, source, nowNs);
        Drain(trunk, nowNs);
    }

    /// <summary>A key heard in a recorded leg's media.</summary>
    public void OnKeyPress(KeyPress key, long nowNs)
    {
        if (_calls.TryFind(key.Recording, out var call))
        {
            _calls.Act(call, nowNs, () => call.OnKey(key, nowNs));
        }

        Drain(null, nowNs);
    }

    /// <summary>
    /// Calls a third party into a running call, as its agent would call it; how it fares stands in the log, the metrics
    /// and the recording. REQ C-05.
    /// </summary>
    /// <param name="reference">Of the call, as in its log lines and sidecar.</param>
    /// <param name="number">The user part of a SIP URI.</param>
    public JoinAnswer AddParty(string reference, string number, long nowNs)
    {
        var answer = JoinAnswer.NoTarget;
        if (number is { Length: > 0 and <= MaxNumberChars }
            && number.AsSpan().IndexOfAnyExcept(NumberChars) < 0
            && ReferTo.TryParse($"<sip:{number}@{CallMessages.HostPort(_model.SipListen)}>", out var target))
        {
            answer = JoinAnswer.NoSuchCall;
            if (_calls.TryFindByReference(reference, out var call))
            {
                _calls.Act(call, nowNs, () => answer = call.AddParty(target!, nowNs));
            }
        }

        Drain(null, nowNs);
        return answer;
    }

    /// <summary>A connection is gone, or could not be opened.</summary>
    /// <param name="hop">With its flow.</param>
    /// <param name="wasOpen">It had been open.</param>
    public void OnTransportFailed(SipHop hop, bool wasOpen, long nowNs)
    {
        if (!wasOpen)
        {
            _context.Sender.NoteUnreached(hop, nowNs);
        }

        _transactions.TransportFailed(hop, wasOpen);
        Drain(null, nowNs);
    }

    public void OnDeadline(long nowNs)
    {
        _transactions.OnDeadline(nowNs);
        Drain(null, nowNs);
        _calls.OnDeadline(nowNs);
        Trunks.OnDeadline(nowNs);
        _context.Sender.Forget(nowNs);
        _context.Stations.OnDeadline(nowNs);
        Drain(null, nowNs);
    }

    /// <summary>Takes no new call from now on; running ones go on. REQ A-09.</summary>
    public void StartDraining() => _admission.IsDraining = true;

    /// <summary>Told once a turn whether messages still wait in the sockets: then new calls are shed first.</summary>
    public void NoteBacklog(bool waits, long turnNs) => _admission.NoteBacklog(waits, turnNs);

    /// <summary>Ends every call and takes no new one, for a stop of the process.</summary>
    public void HangUpAll(long nowNs)
    {
        _admission.IsDraining = true;
        foreach (var call in _calls.Snapshot)
        {
            _calls.Act(call, nowNs, () => call.HangUp(CallOutcome.Shutdown, nowNs));
        }

        Drain(null, nowNs);
    }

    public bool TryTake(out OutboundMessage message) => _output.TryDequeue(out message);

    // Answering every stranger would make us a reflector, so only what is plainly a request gets one 403.
    private void RefuseStranger(ReadOnlySpan<byte> datagram, SipHop source)
    {
        _context.Counters.UnknownSources++;
        if (SipMessage.TryParse(datagram, out var message, out _) && message.IsAnswerable)
        {
            _output.Enqueue(new OutboundMessage(source, StatelessAnswer(message, 403, source.EndPoint)));
        }
    }

    // RFC 3261 §8.2.7: without a tag of ours the builder gives each copy of a request the same.
    private static byte[] StatelessAnswer(SipMessage request, int status, IPEndPoint? source) =>
        SipMessageBuilder.Response(request, status, SipReasonPhrases.For(status), source: source).ToBytes();

    /// <param name="trunk">Where the message came from; null when a deadline or a key is the cause.</param>
    private void Drain(TrunkModel? trunk, long nowNs)
    {
        while (_transactions.TryTake(out var happened))
        {
            switch (happened)
            {
                case TransactionEvent.Send send:
                    _output.Enqueue(new OutboundMessage(send.Destination, send.Bytes));
                    break;
                case TransactionEvent.RequestReceived request:
                    OnRequest(request, trunk!, nowNs);
                    break;
                case TransactionEvent.AckReceived received:
                    OnAck(received.Ack, nowNs);
                    break;
                case TransactionEvent.CancelReceived cancel:
                    OnCancel(cancel, nowNs);
                    break;
                case TransactionEvent.ResponseReceived received:
                    OnResponse(received.Id, received.Response, nowNs);
                    break;
                case TransactionEvent.ClientTransportFailed failed:
                    if (!_context.Sender.TrySendByUdp(failed.Id, nowNs))
                    {
                        OnResponse(failed.Id, null, nowNs, hasFailed: true);
                    }

                    break;
                case TransactionEvent.ClientTimedOut timeout:
                    OnResponse(timeout.Id, null, nowNs);
                    break;
            }
        }
    }

    private void OnAck(SipMessage ack, long nowNs)
    {
        if (_calls.TryFind(ack, out var call, out var leg)
            && call.DialogOf(leg, DialogId.OfReceivedRequest(ack)) is not null)
        {
            _calls.Act(call, nowNs, () => call.OnAck(leg, ack, nowNs));
        }
    }

    /// <param name="response">Null when none came in time.</param>
    /// <param name="hasFailed">Nor will any: the transport has failed.</param>
    private void OnResponse(ClientTransactionId id, SipMessage? response, long nowNs, bool hasFailed = false)
    {
        if (!_context.Sender.TryTake(id, response, nowNs, out var sent, out var taker))
        {
            return;
        }

        if (taker.Call is { } call)
        {
            _calls.Act(call, nowNs, Deliver);
        }
        else
        {
            Deliver();
        }

        void Deliver()
        {
            if (hasFailed)
            {
                taker.OnTransportFailed(sent, nowNs);
            }
            else if (response is null)
            {
                taker.OnNoResponse(sent, nowNs);
            }
            else
            {
                taker.OnResponse(sent, response, nowNs);
            }
        }
    }

    private void OnRequest(TransactionEvent.RequestReceived received, TrunkModel trunk, long nowNs)
    {
        var request = received.Request;
        if ((_authentication.Check(request, trunk, received.Source, nowNs) ?? RequestScreening.Of(request))
            is { } refusal)
        {
            _context.Answer(received, refusal, nowNs);
            return;
        }

        if (request.To.Tag is not null)
        {
            OnRequestInDialog(received, nowNs);
            return;
        }

        switch (request.Method)
        {
            case SipMethod.Invite:
                _newCalls.OnInvite(received, trunk, nowNs);
                break;
            case SipMethod.Register:
                RegisterRequest.Start(_context, received, trunk, _admission.IsDraining, nowNs);
                break;
            // A trunk's check of our health: it must not depend on whether somebody behind us answers. What asks for a phone
            // that registered through us goes there.
            case SipMethod.Options when _admission.IsDraining
                || request.MaxForwards == 0 || !StationTable.IsForStation(request):
                _context.Answer(received, RequestScreening.OfOptions(request) ?? _admission.OptionsAnswer, nowNs);
                break;
            case SipMethod.Options or SipMethod.Message or SipMethod.Publish or SipMethod.Notify:
                StandaloneRequest.Start(_context, received, trunk, nowNs);
                break;
            default:
                _context.Answer(received, RequestScreening.OfOutsideDialog(request.Method), nowNs);
                break;
        }
    }

    private void OnRequestInDialog(TransactionEvent.RequestReceived received, long nowNs)
    {
        var request = received.Request;
        if (!_calls.TryFind(request, out var call, out var leg)
            || call.DialogOf(leg, DialogId.OfReceivedRequest(request)) is not { } dialog)
        {
            _context.Answer(received, new Refusal(481), nowNs);
            return;
        }

        switch (dialog.Dialog.CheckRequest(request))
        {
            case DialogRequestResult.NotInDialog:
                _context.Answer(received, new Refusal(481), nowNs);
                return;
            case DialogRequestResult.OutOfOrder:
                _context.Answer(received, new Refusal(500), nowNs);
                return;
        }

        _calls.Act(call, nowNs, () => call.OnRequest(dialog, received, nowNs));
    }

    private void OnCancel(TransactionEvent.CancelReceived cancel, long nowNs)
    {
        if (!_calls.TryFind(cancel.Invite, out var exchange))
        {
            _transactions.SendResponse(cancel.Cancel, StatelessAnswer(cancel.Request, 200, null), 200, nowNs);
            return;
        }

        // RFC 3261 §9.2: the To tag is that of the responses to the INVITE, which came the same way.
        var ok = SipMessageBuilder.Response(
            cancel.Request, 200, "OK", exchange.From.LocalTag, exchange.Source.EndPoint);
        _transactions.SendResponse(cancel.Cancel, ok.ToBytes(), 200, nowNs);
        var call = exchange.Call;
        _calls.Act(call, nowNs, () => call.OnCancel(exchange, cancel.Request, nowNs));
    }
}
