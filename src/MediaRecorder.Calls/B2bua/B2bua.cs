using System.Net;
using MediaRecorder.Calls.Authentication;
using MediaRecorder.Calls.Model;
using MediaRecorder.Calls.Signalling;
using MediaRecorder.Calls.Workers;
using MediaRecorder.Media.Paths;
using MediaRecorder.Media.Workers;
using MediaRecorder.Policy.Cues;
using MediaRecorder.Policy.Model;
using MediaRecorder.Policy.Privacy;
using MediaRecorder.Recording.Commands;
using MediaRecorder.Recording.Facts;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Sdp;
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
    /// <summary>What a refused caller waits before the next try (RFC 3261 §20.33).</summary>
    private const string RetryAfterSeconds = "10";

    /// <summary>
    /// No call needs longer messages by UDP, and ours, made of parts of up to three and of rewritten SDP, still fit one
    /// datagram. A longer request is answered 513 (RFC 3261 §21.5.7).
    /// </summary>
    private const int MaxMessageBytes = 12 * 1024;

    private readonly CallContext _context;
    private readonly CallsModel _model;
    private readonly IRecordingPlane _recording;
    private readonly Func<long, DateTimeOffset> _toUtc;
    private readonly TransactionLayer _transactions;
    private readonly Dictionary<string, (Call Call, SipLeg Leg)> _legsByTag = new(StringComparer.Ordinal);
    private readonly Dictionary<ServerTransactionId, (Call Call, InviteExchange Exchange)> _invitesByServer = [];
    private readonly Dictionary<RecordingId, Call> _callsByRecording = [];
    private readonly HashSet<Call> _calls = [];
    private readonly PriorityQueue<Call, long> _deadlines = new();
    private readonly Queue<OutboundMessage> _output = new();
    private bool _isStopping;

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
        _recording = recording;
        _toUtc = toUtc;

        // Two transactions a call, each living for up to 32 s after its end, and room for everything in between.
        _transactions = new TransactionLayer(Math.Max(10_000, model.MaxCalls * 16));
        _context = new CallContext(
            model,
            _transactions,
            new SipSender(
                model, _transactions, new TrunkCredentials(model, SystemHashes.Digests, counters, newToken), newToken),
            new RequestAuthentication(model, SystemHashes.Digests, counters, newToken),
            media,
            counters,
            logger,
            newToken);
    }

    /// <summary>Calls that are offered, talking or being cancelled.</summary>
    public int ActiveCalls => _calls.Count;

    public int ActiveTransactions => _transactions.ActiveTransactions;

    public TransactionCounters TransactionCounters => _transactions.Counters;

    /// <summary>When <see cref="OnDeadline"/> is next due; <c>long.MaxValue</c> for never.</summary>
    public long NextDeadlineNs
    {
        get
        {
            var next = Math.Min(
                _transactions.NextDeadlineNs, _deadlines.TryPeek(out _, out var due) ? due : long.MaxValue);
            return Math.Min(next, _context.Sender.NextDeadlineNs);
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

        if (_model.TrunkOf(source.EndPoint) is not { } trunk)
        {
            RefuseStranger(datagram, source);
            return;
        }

        var isRead = SipMessage.TryParse(datagram, out var message, out var error);
        if (!isRead || datagram.Length > MaxMessageBytes)
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
        if (_callsByRecording.TryGetValue(key.Recording, out var call))
        {
            Act(call, nowNs, () => call.OnKey(key.Leg, key.Digit, key.FromNs, key.ToNs, key.Released, nowNs));
        }

        Drain(null, nowNs);
    }

    public void OnDeadline(long nowNs)
    {
        _transactions.OnDeadline(nowNs);
        Drain(null, nowNs);
        while (_deadlines.TryPeek(out var call, out var due) && due <= nowNs)
        {
            Act(call, nowNs, () => call.OnDeadline(nowNs));
        }

        _context.Sender.Forget(nowNs);
        Drain(null, nowNs);
    }

    /// <summary>Ends every call and takes no new one, for a stop of the process.</summary>
    public void HangUpAll(long nowNs)
    {
        _isStopping = true;
        foreach (var call in _calls.ToArray())
        {
            Act(call, nowNs, () => call.HangUp(CallOutcome.Shutdown, nowNs));
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
                case TransactionEvent.AckReceived ack when LegOf(ack.Ack) is { } acked:
                    Act(acked.Call, nowNs, () => acked.Call.OnAck(acked.Leg, ack.Ack, nowNs));
                    break;
                case TransactionEvent.CancelReceived cancel:
                    OnCancel(cancel, nowNs);
                    break;
                case TransactionEvent.ResponseReceived received:
                    OnResponse(received.Id, received.Response, nowNs);
                    break;
                case TransactionEvent.ClientTimedOut timeout:
                    OnResponse(timeout.Id, null, nowNs);
                    break;
            }
        }
    }

    /// <param name="response">Null when none came in time.</param>
    private void OnResponse(ClientTransactionId id, SipMessage? response, long nowNs)
    {
        if (!_context.Sender.TryTake(id, response, nowNs, out var sent, out var taker))
        {
            return;
        }

        if (taker.Call is { } call)
        {
            Act(call, nowNs, Deliver);
        }
        else
        {
            Deliver();
        }

        void Deliver()
        {
            if (response is null)
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
        if ((_context.Authentication.Check(request, trunk, received.Source, nowNs) ?? RequestScreening.Of(request))
            is { } refusal)
        {
            Answer(received, refusal, nowNs);
        }
        else if (request.To.Tag is not null)
        {
            OnRequestInDialog(received, nowNs);
        }
        else if (request.Method == SipMethod.Options)
        {
            Answer(received, RequestScreening.OptionsAnswer, nowNs);
        }
        else if (request.Method == SipMethod.Invite)
        {
            OnNewCall(received, trunk, nowNs);
        }
        else
        {
            // BYE and the like have no meaning outside a dialog (RFC 3261 §15.1.2).
            Answer(received, new Refusal(481), nowNs);
        }
    }

    private void OnRequestInDialog(TransactionEvent.RequestReceived received, long nowNs)
    {
        var request = received.Request;
        if (LegOf(request) is not { Leg.Dialog: { } dialog } found)
        {
            Answer(received, new Refusal(481), nowNs);
            return;
        }

        var (call, leg) = found;
        switch (dialog.CheckRequest(request))
        {
            case Sip.Dialogs.DialogRequestResult.NotInDialog:
                Answer(received, new Refusal(481), nowNs);
                return;
            case Sip.Dialogs.DialogRequestResult.OutOfOrder:
                Answer(received, new Refusal(500), nowNs);
                return;
        }

        switch (request.Method)
        {
            case SipMethod.Bye:
                Answer(received, new Refusal(200), nowNs);
                Act(call, nowNs, () => call.OnBye(leg, nowNs));
                break;
            case SipMethod.Invite:
                if (RequestScreening.OfBody(request, _model.MediaAddress, out var offer) is { } refusal)
                {
                    Answer(received, refusal, nowNs);
                    break;
                }

                Act(
                    call,
                    nowNs,
                    () => Remember(
                        call, call.OnReinvite(leg, request, offer, received.Source, received.Id, nowNs)));
                break;
            default:
                Answer(received, RequestScreening.OptionsAnswer, nowNs);
                break;
        }
    }

    private void OnCancel(TransactionEvent.CancelReceived cancel, long nowNs)
    {
        if (!_invitesByServer.TryGetValue(cancel.Invite, out var invite))
        {
            _transactions.SendResponse(cancel.Cancel, StatelessAnswer(cancel.Request, 200, null), 200, nowNs);
            return;
        }

        // RFC 3261 §9.2: the To tag is that of the responses to the INVITE, which came the same way.
        var ok = SipMessageBuilder.Response(
            cancel.Request, 200, "OK", invite.Exchange.From.LocalTag, invite.Exchange.Source.EndPoint);
        _transactions.SendResponse(cancel.Cancel, ok.ToBytes(), 200, nowNs);
        Act(invite.Call, nowNs, () => invite.Call.OnCancel(invite.Exchange, nowNs));
    }

    private void OnNewCall(TransactionEvent.RequestReceived received, TrunkModel trunk, long nowNs)
    {
        var invite = received.Request;
        SessionDescription? offer = null;
        var refusal = RequestScreening.OfTarget(invite, out var user)
            ?? RequestScreening.OfBody(invite, _model.MediaAddress, out offer);
        if (refusal is { } no)
        {
            RefuseCall(received, trunk, no, nowNs);
        }
        else if (_isStopping || _calls.Count >= _model.MaxCalls)
        {
            _context.Counters.CallsOverLimit++;
            RefuseCall(received, trunk, new Refusal(503, "Retry-After", RetryAfterSeconds), nowNs);
        }
        else
        {
            Admit(received, trunk, offer, user, nowNs);
        }
    }

    private void RefuseCall(TransactionEvent.RequestReceived received, TrunkModel trunk, Refusal refusal, long nowNs)
    {
        _context.Counters.CallsRefused++;
        _context.Logger.CallRefused(trunk.Name, refusal.Status, received.Request.CallId);
        Answer(received, refusal, nowNs);
    }

    private void Admit(
        TransactionEvent.RequestReceived received, TrunkModel trunk, SessionDescription? offer, string user, long nowNs)
    {
        var invite = received.Request;
        var outward = _model.Trunks[trunk.RouteTo];
        var (ingressRole, egressRole) = LegRoles.Of(trunk.Side, outward.Side);
        var reference = _context.NewToken()[..12];
        CallRecording? recording = null;
        TapPair? taps = null;
        if (trunk.Record)
        {
            var id = new RecordingId(Guid.CreateVersion7(_toUtc(nowNs)));
            var caller = invite.From.Uri.User ?? string.Empty;
            var identity = new RecordingIdentity(
                reference,
                invite.CallId,
                trunk.Name,
                LegRoles.Direction(trunk.Side, outward.Side),
                caller,
                user,
                _toUtc(nowNs));
            taps = _recording.Open(id, identity, ingressRole, egressRole, nowNs);
            var rules = new RecordingRules(RecordHolds: trunk.RecordHolds, KeypadPause: trunk.KeypadPause);
            recording = new CallRecording(id, rules, _recording);
            recording.Take(new CallOffered(
                nowNs,
                CueSource.Signalling,
                "INVITE",
                [new(LegId.Ingress, ingressRole), new(LegId.Egress, egressRole)]));
        }

        if (!_context.Media.TryOpen(taps, out var path))
        {
            recording?.Plane.Close(recording.Id, nowNs);
            _context.Counters.CallsWithoutPorts++;
            RefuseCall(received, trunk, new Refusal(503, "Retry-After", RetryAfterSeconds), nowNs);
            return;
        }

        // RFC 8866 §5.2 suggests a timestamp: it need only differ between the calls of one address.
        var sdpSessionId = (ulong)_toUtc(nowNs).ToUnixTimeMilliseconds();
        var ingress = new SipLeg(
            LegSide.Ingress, ingressRole, trunk, _context.NewToken(), received.Source, sdpSessionId);
        var egress = new SipLeg(
            LegSide.Egress, egressRole, outward, _context.NewToken(), outward.NextHop, sdpSessionId);
        var call = new Call(_context, reference, ingress, egress, path, recording, nowNs);
        _context.Counters.CallsOffered++;
        _context.Logger.CallOffered(
            reference,
            trunk.Name,
            outward.Name,
            new Redacted<string>(invite.From.Uri.User ?? string.Empty),
            new Redacted<string>(user),
            invite.CallId);
        _calls.Add(call);
        _legsByTag.Add(ingress.LocalTag, (call, ingress));
        _legsByTag.Add(egress.LocalTag, (call, egress));
        if (recording is not null)
        {
            _callsByRecording.Add(recording.Id, call);
        }

        Act(
            call,
            nowNs,
            () => Remember(call, call.Start(invite, received.Source, received.Id, offer, user, nowNs)));
    }

    private void Answer(TransactionEvent.RequestReceived received, Refusal refusal, long nowNs)
    {
        var response = SipMessageBuilder.Response(
            received.Request,
            refusal.Status,
            SipReasonPhrases.For(refusal.Status),
            _context.NewToken(),
            received.Source.EndPoint);
        if (refusal.HeaderName is not null)
        {
            response.Add(refusal.HeaderName, refusal.HeaderValue!);
            foreach (var value in refusal.FurtherValues ?? [])
            {
                response.Add(refusal.HeaderName, value);
            }
        }

        _transactions.SendResponse(received.Id, response.ToBytes(), refusal.Status, nowNs);
    }

    private (Call Call, SipLeg Leg)? LegOf(SipMessage request) =>
        request.To.Tag is { } tag && _legsByTag.TryGetValue(tag, out var found) ? found : null;

    private void Remember(Call call, InviteExchange? exchange)
    {
        if (exchange is null)
        {
            return;
        }

        Retire(call.LastInvite);
        call.LastInvite = exchange;
        _invitesByServer.Add(exchange.Server, (call, exchange));
    }

    // Nobody can cancel it any more.
    private void Retire(InviteExchange? exchange)
    {
        if (exchange is not null)
        {
            _invitesByServer.Remove(exchange.Server);
        }
    }

    // A fault in one call ends that call; it never leaves the loop (design.md, threads, rule 6).
    private void Act(Call call, long nowNs, Action step)
    {
        try
        {
            step();
        }
#pragma warning disable CA1031 // Whatever it was: the calls of others go on.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            _context.Counters.MessageFaults++;
            _context.Logger.CallFaulted(fault, call.Reference);
            call.Abandon(nowNs);
        }
        finally
        {
            Settle(call, nowNs);
        }
    }

    // After every input to a call: drop it when it is over, else see to its next deadline.
    private void Settle(Call call, long nowNs)
    {
        var next = call.State == CallState.Ended ? long.MaxValue : call.NextDeadlineNs;
        if (next != call.QueuedDeadlineNs)
        {
            // One entry a call, so that no ended one is kept alive by it: O(n) of the calls, a few times in each.
            _ = _deadlines.Remove(call, out _, out _);
            call.QueuedDeadlineNs = next;
            if (next != long.MaxValue)
            {
                _deadlines.Enqueue(call, next);
            }
        }

        if (call.State != CallState.Ended || !_calls.Remove(call))
        {
            return;
        }

        _legsByTag.Remove(call.Ingress.LocalTag);
        _legsByTag.Remove(call.Egress.LocalTag);
        Retire(call.LastInvite);
        if (call.Recording is { } recording)
        {
            _callsByRecording.Remove(recording.Id);
        }
    }
}
