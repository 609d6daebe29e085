using System.Net;
using MediaRecorder.TestKit.Srtp;

namespace MediaRecorder.Interop.Tests.Wire;

/// <summary>The media of a phone that speaks SRTP by SDES, by the second implementation; up to a wrap of its sequence.</summary>
public sealed class SecureMedia(IPEndPoint local, string suite) : IDisposable
{
    // Of the recorder, each since its SDP came.
    private readonly List<ReferenceSrtp> _theirs = [];
    private readonly MediaPeer _media = new(local);
    private readonly List<byte[]> _sent = [];
    private byte[] _key = [];
    private ReferenceSrtp? _ours;

    /// <summary>Every packet that was sent, in clear.</summary>
    public IReadOnlyList<byte[]> Sent => _sent;

    /// <summary>SDP with a key that this phone takes now; what it sends is under it once <see cref="Agree"/> is called.</summary>
    /// <param name="offer">What is answered; null for an offer.</param>
    public string Sdp(int seed, WireMessage? offer = null)
    {
        _key = Key(suite, seed);
        var tag = offer is null ? "1" : Crypto(offer).Tag;
        var family = $"IN IP4 {local.Address}";
        return $"v=0\r\no=wire 1 {seed} {family}\r\ns=-\r\nc={family}\r\nt=0 0\r\nm=audio {local.Port} RTP/SAVP 0\r\n"
            + $"a=crypto:{tag} {suite} inline:{Convert.ToBase64String(_key)}\r\n";
    }

    /// <summary>The keys of the last <see cref="Sdp"/> and of what the recorder says hold from now on.</summary>
    public void Agree(WireMessage theirs)
    {
        _ours = new ReferenceSrtp(suite, _key);
        _theirs.Add(new ReferenceSrtp(suite, Convert.FromBase64String(Crypto(theirs).Key)));
    }

    public async Task SendAsync(byte[] packet, IPEndPoint to)
    {
        _sent.Add(packet);
        await _media.SendAsync(_ours!.Protect(packet, 0), to);
    }

    /// <summary>Every packet that came, in clear, under whichever keys; fails when one cannot be opened.</summary>
    public byte[][] Received()
    {
        byte[] Open(byte[] packet) => _theirs.Select(keys => keys.Unprotect(packet, 0)).First(opened => opened is not null)!;
        return [.. _media.Received.Select(Open)];
    }

    public int ReceivedCount => _media.Received.Length;

    public void Dispose() => _media.Dispose();

    /// <summary>A master key and salt that no other seed gives.</summary>
    public static byte[] Key(string suite, int seed)
    {
        var bytes = (suite.Contains("256", StringComparison.Ordinal) ? 32 : 16)
            + (suite.StartsWith("AEAD", StringComparison.Ordinal) ? 12 : 14);
        return [.. Enumerable.Range(1, bytes).Select(i => (byte)(i * seed))];
    }

    // RFC 4568 §9.1: a=crypto:tag suite inline:key||salt, perhaps with more after a bar.
    private (string Tag, string Key) Crypto(WireMessage message)
    {
        var line = message.Body.Split("\r\n").Single(line =>
            line.StartsWith("a=crypto:", StringComparison.Ordinal) && line.Split(' ')[1] == suite);
        return (line["a=crypto:".Length..].Split(' ')[0], line.Split("inline:")[1].Split('|', ' ')[0]);
    }
}
