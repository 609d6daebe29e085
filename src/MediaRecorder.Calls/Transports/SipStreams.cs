using System.Diagnostics.CodeAnalysis;
using System.Net;
using MediaRecorder.Buffers;
using MediaRecorder.Calls.Model;
using MediaRecorder.Calls.Workers;
using MediaRecorder.Net.Streams;
using MediaRecorder.Net.Tls;
using MediaRecorder.Sip.Transports;
using Microsoft.Extensions.Logging;

namespace MediaRecorder.Calls.Transports;

/// <summary>
/// The SipWorker's TCP and TLS: turns what connections do into mail for it. The callbacks run on the thread pool, everything
/// else on the SipWorker.
/// </summary>
internal sealed class SipStreams : IStreamReceiver, ISipDialler, IAsyncDisposable
{
    private readonly CallsModel _model;
    private readonly TransportsModel _transports;
    private readonly Mailbox<StreamMail> _mail;
    private readonly StreamTransport _transport;
    private readonly TimeProvider _time;
    private readonly TlsRefusals _refusals;
    private readonly ILogger _logger;
    private readonly long[] _framingErrors = new long[Enum.GetValues<SipFramingError>().Length];
    private TlsEnd? _tls;

    /// <param name="wake">Wakes the SipWorker.</param>
    public SipStreams(CallsModel model, TimeProvider time, ILogger logger, Action wake)
    {
        _model = model;
        _transports = model.Transports;
        _time = time;
        _logger = logger;
        _refusals = new TlsRefusals(time, logger);
        _mail = new Mailbox<StreamMail>(wake);
        _transport = new StreamTransport(
            () => new SipStreamFraming(error => Interlocked.Increment(ref _framingErrors[(int)error])),
            this,
            _transports.Limits,
            time);
    }

    public StreamCounters Tcp => _transport.Tcp;

    public StreamCounters Tls => _transport.Tls;

    /// <summary>Changed certificate files that could not be used.</summary>
    public long ReloadFailures => _tls?.ReloadFailures ?? 0;

    public long FramingErrors(SipFramingError error) => Volatile.Read(ref _framingErrors[(int)error]);

    /// <summary>Reads the certificates and opens the ports; false with one line for the operator.</summary>
    public bool TryStart([NotNullWhen(false)] out string? failure)
    {
        if (!TlsEnd.TryCreate(_transports.Tls, _time, out _tls, out failure))
        {
            return false;
        }

        _tls.Reloaded = OnReloaded;
        return (_transports.TcpListen is not { } tcp || _transport.TryListen(tcp, null, out _, out failure))
            && (_transports.TlsListen is not { } tls || _transport.TryListen(tls, _tls, out _, out failure));
    }

    public bool IsEmpty => _mail.IsEmpty;

    public bool TryTake(out StreamMail mail) => _mail.TryTake(out mail);

    // From the address that the peer has on its list of trunks, were it UDP.
    public ISipFlow Dial(SipTransport transport, IPEndPoint peer)
    {
        var ours = (_transports.ListenOf(transport) ?? _model.SipListen).Address;
        var local = ours.AddressFamily == peer.AddressFamily ? ours : null;
        var isSecure = transport == SipTransport.Tls;
        return new StreamFlow(_transport.Connect(
            peer, local, isSecure ? _tls : null, isSecure ? TlsNameOf(peer) : null));
    }

    public ValueTask DisposeAsync() => _transport.DisposeAsync();

    // Who is on no trunk's list would be refused with every message; so nobody of them holds a place. By TLS a trunk may be
    // known by its certificate, which is not seen yet.
    bool IStreamReceiver.Admits(IPEndPoint source, bool isSecure) =>
        _model.Trunks.Values.Any(trunk =>
            (isSecure && !trunk.CertificateNames.IsEmpty)
            || trunk.Allow.Any(allowed => allowed.Network.Contains(source.Address)));

    void IStreamReceiver.OnOpened(StreamConnection connection) =>
        _mail.Post(new StreamMail(new StreamFlow(connection), null, IsClosed: false));

    void IStreamReceiver.OnMessage(StreamConnection connection, byte[] message) =>
        _mail.Post(new StreamMail(new StreamFlow(connection), message, IsClosed: false));

    void IStreamReceiver.OnClosed(StreamConnection connection, StreamCloseReason reason)
    {
        if (reason == StreamCloseReason.HandshakeFailed)
        {
            _refusals.Tell(connection.RemoteEndPoint, connection.TlsFailure!);
        }

        _mail.Post(new StreamMail(new StreamFlow(connection), null, IsClosed: true));
    }

    private void OnReloaded(string file, string? failure)
    {
        if (failure is null)
        {
            _logger.TlsReloaded(file);
        }
        else
        {
            _logger.TlsReloadFailed(failure);
        }
    }

    private string? TlsNameOf(IPEndPoint peer) =>
        _model.Trunks.Values.SelectMany(trunk => trunk.NextHops)
            .FirstOrDefault(hop => hop.Hop.Transport == SipTransport.Tls && hop.Hop.EndPoint.Equals(peer))?.TlsName;
}
