using System.Net;
using MediaRecorder.Interop.Tests.Wire;

namespace MediaRecorder.Interop.Tests.Phones;

/// <summary>What a baresip phone is to be.</summary>
public sealed record BaresipOptions(string User, int SipPort, string Microphone)
{
    public PeerTransport Transport { get; init; }

    public bool AnswersAll { get; init; }

    /// <summary>The only codec that it offers and takes: a module of baresip.</summary>
    public string Codec { get; init; } = "g711";

    /// <summary>Of the microphone's file, in Hz.</summary>
    public int MicrophoneRate { get; init; } = 8000;

    /// <summary>Writes what it hears to a WAV file, found by <see cref="BaresipPhone.HeardFile"/> once it has hung up.</summary>
    public bool KeepsWhatItHears { get; init; }

    /// <summary>Certificate with key, and the authority to trust; for TLS.</summary>
    public string? CertificatePath { get; init; }

    public string? AuthorityPath { get; init; }

    /// <summary>Whether it insists on SRTP by SDES.</summary>
    public bool IsSecure { get; init; }

    /// <summary>Where it registers and sends everything; null: it has no registrar.</summary>
    public IPEndPoint? Registrar { get; init; }

    public string? Password { get; init; }

    /// <summary>Domain of its address of record; null: its own address and port.</summary>
    public string? Domain { get; init; }

    internal string TransportParameter =>
        Transport == PeerTransport.Udp ? string.Empty : $";transport={Transport.ToString().ToLowerInvariant()}";
}
