using System.Net;
using MediaRecorder.Calls.Model;
using MediaRecorder.Calls.Workers;
using MediaRecorder.Media.Paths;
using MediaRecorder.Media.Workers;
using MediaRecorder.Policy.Cues;
using MediaRecorder.Policy.Model;
using MediaRecorder.Recording.Commands;
using MediaRecorder.Recording.Facts;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Sdp;
using MediaRecorder.Sip.Transactions;
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

    private readonly CallContext _context;
    private readonly CallsModel _model;
    private readonly IRecordingPlane _recording;
    private readonly Func<long, DateTimeOffset> _toUtc;
    private readonly TransactionLayer _transactions;
    private readonly Dictionary<string, (Call Call, SipLeg Leg)> _legsByTag = new(StringComparer.Ordinal);
    private readonly Dictionary<ClientTransactionId, (Call Call, InviteExchange Exchange)> _invites = [];
    private readonly Dictionary<ServerTransactionId, (Call Call, InviteExchange Exchange)> _invitesByServer = [];
    private readonly Dictionary<RecordingId, Call> _callsByRecording = [];
    private readonly HashSet<Call> _calls = [];
    private readonly PriorityQueue<Call, long> _deadlines = new();
    private readonly Queue<SipDatagram> _output = new();

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
        _context = new CallContext(model, _transactions, media, counters, logger, newToken);
    }

    /// <summary>Calls that are offered, talking or being cancelled.</summary>
    public int ActiveCalls => _calls.Count;

    public int ActiveTransactions => _transactions.ActiveTransactions;

    public TransactionCounters TransactionCounters => _transactions.Counters;

    /// <summary>When <see cref="OnDeadline"/> is next due; <c>long.MaxValue</c> for never.</summary>
    public long NextDeadlineNs =>
        Math.Min(_transactions.NextDeadlineNs, _deadlines.TryPeek(out _, out var next) ? next : long.MaxValue);

    /// <summary>A datagram from the SIP socket. Never throws, whatever it holds.</summary>
    public void Receive(ReadOnlySpan<byte> datagram, IPEndPoint source, long nowNs)
    {
        // RFC 5626 §4.4.1 and many phones: a CRLF keepalive is no message.
        if (datagram.IndexOfAnyExcept((byte)'\r', (byte)'\n', (byte)0) < 0)
        {
            _context.Counters.Keepalives++;
            return;
        }

        if (_model.TrunkOf(source) is not { } trunk)
        {
            RefuseStranger(datagram, source);
            return;
        }

        if (!SipMessage.TryParse(datagram, out var message, out _))
        {
            _context.Counters.MalformedMessages++;
            if (message is { IsAnswerable: true } && message.Method != SipMethod.Ack)
            {
                _transactions.SendStateless(SipMessageBuilder.Response(message, 400, "Bad Request", _context.NewToken(), source).ToBytes(), source);
                Drain(trunk, nowNs);
            }

            return;
        }

        _context.Counters.Received(message);
        _transactions.Receive(message, source, nowNs);
        Drain(trunk, nowNs);
    }

    /// <summary>A key heard in a recorded leg's media.</summary>
    public void OnKeyPress(KeyPress key, long nowNs)
    {
        if (_callsByRecording.TryGetValue(key.Recording, out var call))
        {
            call.OnKey(key.Leg, key.Digit, key.FromNs, key.ToNs, key.Released, nowNs);
            Settle(call);
        }

        Drain(null, nowNs);
    }

    public void OnDeadline(long nowNs)
    {
        _transactions.OnDeadline(nowNs);
        Drain(null, nowNs);
        while (_deadlines.TryPeek(out var call, out var due) && due <= nowNs)
        {
            _deadlines.Dequeue();
            if (_calls.Contains(call))
            {
                call.OnDeadline(nowNs);
                Settle(call);
            }
        }

        Drain(null, nowNs);
    }

    /// <summary>Ends every call, for a stop of the process.</summary>
    public void HangUpAll(long nowNs)
    {
        foreach (var call in _calls.ToArray())
        {
            call.HangUp(CallOutcome.Shutdown, nowNs);
            Settle(call);
        }

        Drain(null, nowNs);
    }

    public bool TryTake(out SipDatagram datagram) => _output.TryDequeue(out datagram);

    // Answering every stranger would make us a reflector, so only what is plainly a request gets one 403.
    private void RefuseStranger(ReadOnlySpan<byte> datagram, IPEndPoint source)
    {
        _context.Counters.UnknownSources++;
        if (SipMessage.TryParse(datagram, out var message, out _) && message.IsRequest && message.Method != SipMethod.Ack)
        {
            var refusal = SipMessageBuilder.Response(message, 403, "Forbidden", _context.NewToken(), source).ToBytes();
            _output.Enqueue(new SipDatagram(source, refusal));
        }
    }

    /// <param name="trunk">Where the message came from; null when a deadline or a key is the cause.</param>
    private void Drain(TrunkModel? trunk, long nowNs)
    {
        while (_transactions.TryTake(out var happened))
        {
            switch (happened)
            {
                case TransactionEvent.Send send:
                    _output.Enqueue(new SipDatagram(send.Destination, send.Bytes));
                    break;
                case TransactionEvent.RequestReceived request:
                    OnRequest(request, trunk!, nowNs);
                    break;
                case TransactionEvent.AckReceived ack when LegOf(ack.Ack) is { } acked:
                    acked.Call.OnAck(acked.Leg, ack.Ack, nowNs);
                    Settle(acked.Call);
                    break;
                case TransactionEvent.CancelReceived cancel:
                    OnCancel(cancel, nowNs);
                    break;
                case TransactionEvent.ResponseReceived response when _invites.TryGetValue(response.Id, out var invite):
                    invite.Call.OnInviteResponse(invite.Exchange, response.Response, nowNs);
                    Settle(invite.Call);
                    break;
                case TransactionEvent.ClientTimedOut timeout when _invites.TryGetValue(timeout.Id, out var silent):
                    silent.Call.OnInviteTimeout(silent.Exchange, nowNs);
                    Settle(silent.Call);
                    break;
            }
        }
    }

    private void OnRequest(TransactionEvent.RequestReceived received, TrunkModel trunk, long nowNs)
    {
        var request = received.Request;
        if (RequestScreening.Of(request) is { } refusal)
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
        if (LegOf(request) is not { } found || (found.Leg.Dialog is null && request.Method != SipMethod.Bye))
        {
            Answer(received, new Refusal(481), nowNs);
            return;
        }

        var (call, leg) = found;
        switch (leg.Dialog?.CheckRequest(request))
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
                call.OnBye(leg, nowNs);
                break;
            case SipMethod.Invite:
                if (call.OnReinvite(leg, request, received.Source, received.Id, nowNs) is { } exchange)
                {
                    Remember(call, exchange);
                }

                break;
            default:
                Answer(received, RequestScreening.OptionsAnswer, nowNs);
                break;
        }

        Settle(call);
    }

    private void OnCancel(TransactionEvent.CancelReceived cancel, long nowNs)
    {
        var ok = SipMessageBuilder.Response(cancel.Request, 200, "OK", _context.NewToken());
        _transactions.SendResponse(cancel.Cancel, ok.ToBytes(), 200, nowNs);
        if (_invitesByServer.TryGetValue(cancel.Invite, out var invite))
        {
            invite.Call.OnCancel(invite.Exchange, nowNs);
            Settle(invite.Call);
        }
    }

    private void OnNewCall(TransactionEvent.RequestReceived received, TrunkModel trunk, long nowNs)
    {
        var invite = received.Request;
        var refusal = RequestScreening.OfInvite(invite, out var user, out var offer);
        if (refusal is null && _calls.Count >= _model.MaxCalls)
        {
            _context.Counters.CallsOverLimit++;
            refusal = new Refusal(503, "Retry-After", RetryAfterSeconds);
        }

        if (refusal is { } no)
        {
            _context.Counters.CallsRefused++;
            Answer(received, no, nowNs);
            return;
        }

        Admit(received, trunk, offer, user, nowNs);
    }

    private void Admit(TransactionEvent.RequestReceived received, TrunkModel trunk, SessionDescription? offer, string user, long nowNs)
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
            var identity = new RecordingIdentity(reference, invite.CallId, trunk.Name, LegRoles.Direction(trunk.Side, outward.Side), caller, user, _toUtc(nowNs));
            taps = _recording.Open(id, identity, ingressRole, egressRole, nowNs);
            var rules = new RecordingRules(RecordHolds: trunk.RecordHolds, KeypadPause: trunk.KeypadPause);
            recording = new CallRecording(id, rules, _recording);
            recording.Take(new CallOffered(nowNs, CueSource.Signalling, "INVITE", [new(LegId.Ingress, ingressRole), new(LegId.Egress, egressRole)]));
        }

        if (!_context.Media.TryOpen(taps, out var path))
        {
            recording?.Plane.Close(recording.Id, nowNs);
            _context.Counters.CallsWithoutPorts++;
            Answer(received, new Refusal(503, "Retry-After", RetryAfterSeconds), nowNs);
            return;
        }

        // RFC 8866 §5.2 suggests a timestamp: it need only differ between the calls of one address.
        var sdpSessionId = (ulong)_toUtc(nowNs).ToUnixTimeMilliseconds();
        var ingress = new SipLeg(LegSide.Ingress, ingressRole, trunk, _context.NewToken(), received.Source, sdpSessionId);
        var egress = new SipLeg(LegSide.Egress, egressRole, outward, _context.NewToken(), outward.NextHop, sdpSessionId);
        var call = new Call(_context, reference, ingress, egress, path, recording, nowNs);
        _context.Counters.CallsOffered++;
        _context.Logger.CallOffered(reference, trunk.Name, outward.Name, new Redacted(invite.From.Uri.User), new Redacted(user), invite.CallId);
        _calls.Add(call);
        _legsByTag.Add(ingress.LocalTag, (call, ingress));
        _legsByTag.Add(egress.LocalTag, (call, egress));
        if (recording is not null)
        {
            _callsByRecording.Add(recording.Id, call);
        }

        Remember(call, call.Start(invite, received.Source, received.Id, offer, user, nowNs));
        Settle(call);
    }

    private void Answer(TransactionEvent.RequestReceived received, Refusal refusal, long nowNs)
    {
        var request = received.Request;
        var response = SipMessageBuilder.Response(request, refusal.Status, SipReasonPhrases.For(refusal.Status), request.To.Tag ?? _context.NewToken(), received.Source);
        if (refusal.HeaderName is not null)
        {
            response.Add(refusal.HeaderName, refusal.HeaderValue!);
        }

        _transactions.SendResponse(received.Id, response.ToBytes(), refusal.Status, nowNs);
    }

    private (Call Call, SipLeg Leg)? LegOf(SipMessage request) =>
        request.To.Tag is { } tag && _legsByTag.TryGetValue(tag, out var found) ? found : null;

    // Only the newest INVITE of a call is remembered: an older one has been answered and acknowledged long ago.
    private void Remember(Call call, InviteExchange exchange)
    {
        Forget(call.LastInvite);
        call.LastInvite = exchange;
        _invites.Add(exchange.Client, (call, exchange));
        _invitesByServer.Add(exchange.Server, (call, exchange));
    }

    private void Forget(InviteExchange? exchange)
    {
        if (exchange is not null)
        {
            _invites.Remove(exchange.Client);
            _invitesByServer.Remove(exchange.Server);
        }
    }

    // After every input to a call: drop it when it is over, else see to its next deadline.
    private void Settle(Call call)
    {
        if (call.State != CallState.Ended)
        {
            var next = call.NextDeadlineNs;
            if (next != call.QueuedDeadlineNs && next != long.MaxValue)
            {
                _deadlines.Enqueue(call, next);
            }

            call.QueuedDeadlineNs = next;
            return;
        }

        if (!_calls.Remove(call))
        {
            return;
        }

        _legsByTag.Remove(call.Ingress.LocalTag);
        _legsByTag.Remove(call.Egress.LocalTag);
        Forget(call.LastInvite);

        if (call.Recording is { } recording)
        {
            _callsByRecording.Remove(recording.Id);
        }
    }
}
