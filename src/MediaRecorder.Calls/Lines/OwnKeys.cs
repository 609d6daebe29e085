using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using MediaRecorder.Media.Security;

namespace MediaRecorder.Calls.Lines;

/// <summary>
/// The keys that one party has been told of as ours, and what was agreed with it. A key stays for as long as its m-line is
/// secure, whatever is negotiated again, so that counters go on and nobody has to guess. Nothing is wiped at the end of a
/// call: the SDP that told the keys lies in memory as well. Owner: the SipWorker.
/// </summary>
internal sealed class OwnKeys
{
    private readonly Dictionary<(int Place, string Suite), byte[]> _keys = [];
    private readonly Dictionary<int, AgreedCrypto> _agreed = [];

    /// <summary>Our key and salt of a suite for the m-line at this place; drawn when it is asked for first.</summary>
    public byte[] Tell(int place, string suite)
    {
        if (!_keys.TryGetValue((place, suite), out var key))
        {
            key = RandomNumberGenerator.GetBytes(MediaSecurity.KeyAndSaltBytes(suite));
            _keys.Add((place, suite), key);
        }

        return key;
    }

    /// <summary>False when the party has not been told of such a key.</summary>
    public bool TryFind(int place, string suite, [NotNullWhen(true)] out byte[]? key) =>
        _keys.TryGetValue((place, suite), out key);

    public AgreedCrypto? AgreedAt(int place) => _agreed.TryGetValue(place, out var agreed) ? agreed : null;

    public void Agree(int place, AgreedCrypto agreed) => _agreed[place] = agreed;

    /// <summary>
    /// The m-line is plain now. RFC 3711 §9.1: were it secure again with the same keys, its counters would begin again.
    /// </summary>
    public void Forget(int place)
    {
        _agreed.Remove(place);
        foreach (var key in _keys.Keys.Where(key => key.Place == place).ToArray())
        {
            _keys.Remove(key);
        }
    }
}

/// <summary>By which a=crypto line an m-line is secure, and whether its profile says so too (RFC 8643 leaves RTP/AVP).</summary>
internal readonly record struct AgreedCrypto(int Tag, string Suite, bool IsSecureProfile);
