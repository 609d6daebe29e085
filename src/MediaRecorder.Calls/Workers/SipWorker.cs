using System.Net;
using MediaRecorder.Buffers;
using MediaRecorder.Calls.Conferences;
using MediaRecorder.Calls.Model;
using MediaRecorder.Calls.Transports;
using MediaRecorder.Calls.Trunks;
using MediaRecorder.Media.Workers;
using MediaRecorder.Net;
using MediaRecorder.Recording.Facts;
using MediaRecorder.Sip.Transactions;
using Microsoft.Extensions.Logging;

namespace MediaRecorder.Calls.Workers;

/// <summary>
/// The signalling thread: owns the SIP socket and the B2BUA with all its calls. Blocks only in the event loop.
/// </summary>
public sealed class SipWorker : IDisposable
{
    private const long StallNs = 100_000_000;
    private const long IdleWaitNs = 100_000_000;

    /// <summary>A burst of 300 calls' messages waits here while the loop works.</summary>
    private const int ReceiveBufferBytes = 4 * 1024 * 1024;

    /// <summary>Datagrams taken in one turn before timers and keys get theirs.</summary>
    private const int DatagramsPerTurn = 64;

    /// <summary>Messages of connections taken in one turn, for the same reason.</summary>
    private const int MailsPerTurn = 64;

    private const int MaxDatagramBytes = 65_535;

    private readonly EventLoop _loop = EventLoop.Create();
    private readonly MonotonicClock _clock;
    private readonly ILogger _logger;
    private readonly B2bua.B2bua _b2bua;
    private readonly IPEndPoint _listen;
    private readonly KeypadModel _keypad;
    private readonly Mailbox<KeyPress> _keyPresses;
    private readonly RandomTokens _tokens = new();
    private readonly SipStreams _streams;
    private readonly SipFlows _flows;
    private readonly Mailbox<PartyOrder> _partyOrders;
    private readonly Thread _thread;
    private UdpSocket? _socket;
    private long _lastTurnNs;
    private int _activeCalls;
    private volatile bool _hangUp;
    private volatile bool _draining;
    private volatile bool _stopping;

    /// <param name="keyPresses">Filled by the RecordingWorkers; this worker is its consumer.</param>
    public SipWorker(
        CallsModel model,
        IMediaPlane media,
        IRecordingPlane recording,
        Mailbox<KeyPress> keyPresses,
        MonotonicClock clock,
        ILogger logger)
    {
        _clock = clock;
        _logger = logger;
        _listen = model.SipListen;
        _keypad = model.Keypad;
        _keyPresses = keyPresses;
        _partyOrders = new Mailbox<PartyOrder>(Wake);
        _streams = new SipStreams(model, clock.Time, logger, Wake);

        // As many of our own as peers may open, so that nobody's Contacts make us connect without end.
        _flows = new SipFlows(_streams, 2 * model.Transports.Limits.MaxConnections);
        _b2bua = new B2bua.B2bua(model, media, recording, Counters, logger, clock.ToUtc, _tokens.Next);
        _b2bua.PeerNames = _flows.NamesOf;
        _lastTurnNs = clock.NowNs;
        _thread = new Thread(Run) { Name = "sip", IsBackground = true };
    }

    public CallsCounters Counters { get; } = new();

    public TransactionCounters TransactionCounters => _b2bua.TransactionCounters;

    /// <summary>TCP and TLS, for the metrics.</summary>
    internal SipStreams Streams => _streams;

    /// <summary>Loop turns longer than 100 ms.</summary>
    public long Stalls { get; private set; }

    /// <summary>The trunks at work, for metrics.</summary>
    public TrunkTable Trunks => _b2bua.Trunks;

    public int ActiveCalls => Volatile.Read(ref _activeCalls);

    public int RegisteredStations => _b2bua.RegisteredStations;

    public int ActiveTransactions => _b2bua.ActiveTransactions;

    /// <summary>Age of the loop's heartbeat; over a second means a hung worker.</summary>
    public long HeartbeatAgeNs => _clock.NowNs - Volatile.Read(ref _lastTurnNs);

    /// <summary>Binds the SIP socket; false with the reason in words.</summary>
    public bool TryStart(out string error)
    {
        // Before the socket: what arrives meanwhile would wait, and its sender would repeat it.
        WarmUpCall.Run(_keypad, _tokens.Next, () => _clock.NowNs);
        if (!_loop.TryBind(_listen, ReceiveBufferBytes, out var socket, out var reason)
            || !_streams.TryStart(out reason))
        {
            socket?.Dispose();
            error = reason;
            return false;
        }

        error = string.Empty;
        _socket = socket;
        _loop.Add(socket, 0);
        _thread.Start();
        return true;
    }

    /// <summary>Wakes the loop; given to the mailbox of key presses.</summary>
    public void Wake() => _loop.Wake();

    /// <summary>No new calls are taken, because the process is about to end.</summary>
    public bool IsDraining => _draining;

    /// <summary>Asks the loop to take no new calls. Returns at once.</summary>
    public void StartDraining()
    {
        _draining = true;
        _loop.Wake();
    }

    /// <summary>Asks the loop to call a third party into a running call. Any thread; returns at once. REQ C-05.</summary>
    /// <param name="reference">Of the call.</param>
    /// <param name="number">Whom to call, as its agent would dial.</param>
    /// <param name="answered">Told on the SIP thread: it must not block.</param>
    public void AddParty(string reference, string number, Action<JoinAnswer> answered) =>
        _partyOrders.Post(new PartyOrder(reference, number, answered));

    /// <summary>Asks the loop to end every call. Returns at once; see <see cref="ActiveCalls"/>.</summary>
    public void HangUpAll()
    {
        _draining = true;
        _hangUp = true;
        _loop.Wake();
    }

    public void Dispose()
    {
        _stopping = true;
        _loop.Wake();
        if (_thread.IsAlive)
        {
            _thread.Join();
        }

        // Waits for the connections' tasks; none of them waits for this thread.
        _streams.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _socket?.Dispose();
        _loop.Dispose();
    }

    // 96 random bits: tags are names and also all that keeps a stranger from guessing a dialog (RFC 3261 §19.3).

    private void Run()
    {
        var tokens = new int[1];
        var datagram = new byte[MaxDatagramBytes];
        while (!_stopping)
        {
            // What a turn had no room for woke nobody a second time.
            var wait = _streams.IsEmpty ? Math.Clamp(_b2bua.NextDeadlineNs - _clock.NowNs, 0, IdleWaitNs) : 0;
            var ready = _loop.Wait(tokens, wait);
            var now = _clock.NowNs;
            try
            {
                Turn(ready > 0, datagram, now);
            }
            // A message that breaks us must not end the calls of others (design.md, threads, rule 6).
#pragma warning disable CA1031
            catch (Exception fault)
#pragma warning restore CA1031
            {
                Counters.MessageFaults++;
                _logger.MessageFaulted(fault);
            }

            Volatile.Write(ref _activeCalls, _b2bua.ActiveCalls);
            var end = _clock.NowNs;
            if (end - now > StallNs)
            {
                Stalls++;
            }

            Volatile.Write(ref _lastTurnNs, end);
        }
    }

    private void Turn(bool readable, byte[] datagram, long now)
    {
        while (_keyPresses.TryTake(out var key))
        {
            _b2bua.OnKeyPress(key, now);
            Flush();
        }

        while (_partyOrders.TryTake(out var order))
        {
            order.Answered(_b2bua.AddParty(order.Reference, order.Number, now));
            Flush();
        }

        if (_draining)
        {
            _b2bua.StartDraining();
        }

        if (_hangUp)
        {
            _hangUp = false;
            _b2bua.HangUpAll(now);
            Flush();
        }

        if (_b2bua.NextDeadlineNs <= now)
        {
            _b2bua.OnDeadline(now);
            Flush();
        }

        for (var i = 0; i < MailsPerTurn && _streams.TryTake(out var mail); i++)
        {
            OnMail(mail, _clock.NowNs);
            Flush();
        }

        for (var i = 0; readable && i < DatagramsPerTurn; i++)
        {
            var received = _socket!.TryReceive(datagram, out var source);
            if (received < 0)
            {
                readable = false;
                break;
            }

            // Not the turn's time: a 200 that is read after 63 other messages would start its recording that much too
            // early.
            var message = datagram.AsSpan(0, Math.Min(received, datagram.Length));
            _b2bua.Receive(message, source.ToIPEndPoint(), _clock.NowNs);
            Flush();
        }

        _b2bua.NoteBacklog(waits: readable, now);
    }

    private void OnMail(in StreamMail mail, long now)
    {
        var hop = mail.Flow.Hop;
        if (mail.Message is { } message)
        {
            // Whatever becomes of it: else a defect of ours would silence the connection.
            mail.Flow.MessageDone();
            _b2bua.Receive(message, hop, now);
        }
        else if (!mail.IsClosed)
        {
            _flows.Opened(mail.Flow);
        }
        else if (_flows.Closed(hop, out var wasOpen))
        {
            _b2bua.OnTransportFailed(hop, wasOpen, now);
        }
    }

    private void Flush()
    {
        while (_b2bua.TryTake(out var message))
        {
            var isSent = message.Destination.IsReliable
                ? _flows.TrySend(message)
                : _socket!.TrySend(message.Bytes.Span, SocketEndpoint.From(message.Destination.EndPoint));
            if (!isSent)
            {
                Counters.SendErrors++;
            }
        }
    }
}
