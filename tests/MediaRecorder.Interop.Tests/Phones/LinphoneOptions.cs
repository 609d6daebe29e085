using System.Net;
using MediaRecorder.Interop.Tests.Wire;

namespace MediaRecorder.Interop.Tests.Phones;

/// <summary>What a linphone is to be.</summary>
/// <param name="At">Its SIP address, of whichever transport.</param>
public sealed record LinphoneOptions(string User, IPEndPoint At)
{
    public PeerTransport Transport { get; init; }

    public bool AnswersAll { get; init; }

    /// <summary>The only codec that it offers and takes, as in SDP.</summary>
    public (string Name, int ClockRate, int Channels) Codec { get; init; } = ("PCMU", 8000, 1);

    /// <summary>A WAV file that it plays.</summary>
    public string? Microphone { get; init; }

    /// <summary>Certificate, key and the authority to trust; for TLS.</summary>
    public string? CertificatePath { get; init; }

    public string? KeyPath { get; init; }

    public string? AuthorityPath { get; init; }

    /// <summary>Whether it insists on SRTP by SDES.</summary>
    public bool IsSecure { get; init; }

    /// <summary>Session-Expires that it asks for; 0: none.</summary>
    public int SessionExpiresSeconds { get; init; }

    /// <summary>Whether its 180 is reliable and its INVITE says Supported: 100rel.</summary>
    public bool ReliableProvisionals { get; init; }
}
