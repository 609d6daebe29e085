using MediaRecorder.Calls.Legs;
using MediaRecorder.Media.Security;
using MediaRecorder.Sip.Sdp.Crypto;

namespace MediaRecorder.Calls.Lines;

/// <summary>The keys that the newest SDP makes of an m-line, while nobody needs them yet as the media room's own.</summary>
/// <param name="ours">Of <see cref="OwnKeys"/>: another one is another array.</param>
internal sealed class AgreedKeys(CryptoLine theirs, byte[] ours, SipLeg peer)
{
    private readonly CryptoLine _theirs = theirs;
    private readonly byte[] _ours = ours;
    private readonly SipLeg _peer = peer;

    /// <summary>The same keys of both, told by the same party.</summary>
    public bool Repeats(AgreedKeys? other) =>
        other is not null
        && _peer == other._peer
        && _ours == other._ours
        && _theirs.Suite == other._theirs.Suite
        && HasKeysOf(other._theirs);

    /// <summary>A copy to be given away.</summary>
    public LineKeys ToLineKeys() =>
        new([.. _theirs.Keys.Select(key => KeyOf(key.KeyAndSalt, key.Mki))], KeyOf(_ours, default), _peer);

    private bool HasKeysOf(CryptoLine other)
    {
        if (_theirs.Keys.Count != other.Keys.Count)
        {
            return false;
        }

        for (var i = 0; i < other.Keys.Count; i++)
        {
            if (!_theirs.Keys[i].KeyAndSalt.SequenceEqual(other.Keys[i].KeyAndSalt)
                || !_theirs.Keys[i].Mki.SequenceEqual(other.Keys[i].Mki))
            {
                return false;
            }
        }

        return true;
    }

    private LineKey KeyOf(ReadOnlySpan<byte> keyAndSalt, ReadOnlySpan<byte> mki) =>
        LineKey.TryCreate(_theirs.Suite, keyAndSalt, mki, out var key)
            ? key
            : throw new InvalidOperationException("A line was chosen whose keys are not of its suite.");
}
