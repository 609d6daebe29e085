using System.Net;
using MediaRecorder.Net.Streams;
using MediaRecorder.Net.Tls;
using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Calls.Transports;

/// <summary>How SIP travels beside UDP. REQ A-02.</summary>
public sealed record TransportsModel
{
    /// <summary>Nobody can connect to us; we connect where a next hop says so.</summary>
    public static TransportsModel UdpOnly { get; } = new();

    /// <summary>Address and port for TCP; null: none.</summary>
    public IPEndPoint? TcpListen { get; init; }

    /// <summary>Address and port for TLS; null: none.</summary>
    public IPEndPoint? TlsListen { get; init; }

    /// <summary>Certificates, for both directions.</summary>
    public TlsModel Tls { get; init; } = new();

    public StreamLimits Limits { get; init; } = new();

    /// <summary>Where we are reached by a transport; null when nowhere.</summary>
    public IPEndPoint? ListenOf(SipTransport transport) => transport switch
    {
        SipTransport.Tcp => TcpListen,
        SipTransport.Tls => TlsListen,
        _ => null,
    };
}
