using System.Diagnostics.CodeAnalysis;
using System.Net;
using MediaRecorder.Net;

namespace MediaRecorder.Server.Phones;

/// <summary>A phone's two UDP sockets on loopback and the loop that waits for them.</summary>
internal sealed class PhoneSockets : IDisposable
{
    // RFC 3550 §11: RTP takes an even port; every second one that the system offers is.
    private const int EvenPortAttempts = 32;

    private UdpSocket? _sip;
    private UdpSocket? _rtp;

    public EventLoop Loop { get; } = EventLoop.Create();

    /// <summary>Bound by <see cref="TryBind"/>, like the next.</summary>
    public UdpSocket Sip => _sip ?? throw new InvalidOperationException("The sockets are not bound.");

    public UdpSocket Rtp => _rtp ?? throw new InvalidOperationException("The sockets are not bound.");

    public PhoneEndpoints Endpoints => new(Sip.LocalEndPoint, Rtp.LocalEndPoint);

    public bool TryBind([NotNullWhen(false)] out string? failure)
    {
        if (!TryBindAny(out _sip, out failure))
            return false;
        for (var attempt = 0; attempt < EvenPortAttempts; attempt++)
        {
            if (!TryBindAny(out _rtp, out failure))
                return false;
            if (_rtp.LocalEndPoint.Port % 2 == 0)
                return true;
            _rtp.Dispose();
        }

        failure = "no even port is free";
        return false;
    }

    public void Dispose()
    {
        _sip?.Dispose();
        _rtp?.Dispose();
        Loop.Dispose();
    }

    private bool TryBindAny([NotNullWhen(true)] out UdpSocket? socket, [NotNullWhen(false)] out string? failure)
    {
        return Loop.TryBind(new IPEndPoint(IPAddress.Loopback, 0), 0, out socket, out failure);
    }
}
