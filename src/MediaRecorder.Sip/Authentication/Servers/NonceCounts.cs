namespace MediaRecorder.Sip.Authentication.Servers;

/// <summary>
/// Which nonce counts were used (RFC 7616 §3.4, nc): a replay shows as a number seen before. Bounded: when it is full
/// the oldest nonce leaves, and no nonce as old as that is taken any more. Only right credentials come here, so
/// strangers cannot fill it.
/// </summary>
internal sealed class NonceCounts(int capacity, long lifetimeNs)
{
    private readonly SortedDictionary<ulong, Use> _uses = [];
    private ulong _oldestSerial;

    internal int Count => _uses.Count;

    /// <summary>Whether the nonce is still good at that time; asked before <see cref="TryUse"/>.</summary>
    internal bool IsFresh(NonceStamp stamp, long nowNs) =>
        stamp.Serial > _oldestSerial && nowNs - stamp.IssuedNs <= lifetimeNs;

    /// <summary>
    /// False when the number was used before, or is so far behind the highest that nobody knows (64). Requests may
    /// overtake one another. A <paramref name="nonceCount"/> of 0 (no qop) uses the nonce up.
    /// </summary>
    internal bool TryUse(NonceStamp stamp, uint nonceCount, long nowNs)
    {
        var isKnown = _uses.TryGetValue(stamp.Serial, out var use);
        if (isKnown && (nonceCount == 0 || !use.Takes(nonceCount)))
        {
            return false;
        }

        if (!isKnown)
        {
            MakeRoom(nowNs);
        }

        _uses[stamp.Serial] = nonceCount == 0 ? Use.Up(stamp.IssuedNs) : use.With(nonceCount, stamp.IssuedNs);
        return true;
    }

    private void MakeRoom(long nowNs)
    {
        while (_uses.Count > 0)
        {
            using var oldest = _uses.GetEnumerator();
            _ = oldest.MoveNext();
            var (serial, use) = oldest.Current;
            if (_uses.Count < capacity && nowNs - use.IssuedNs <= lifetimeNs)
            {
                return;
            }

            _uses.Remove(serial);
            _oldestSerial = Math.Max(_oldestSerial, serial);
        }
    }

    /// <param name="Seen">Bit n: the number n below the highest was used.</param>
    private readonly record struct Use(long IssuedNs, uint Highest, ulong Seen)
    {
        private const int WindowBits = 64;

        internal static Use Up(long issuedNs) => new(issuedNs, uint.MaxValue, ulong.MaxValue);

        internal bool Takes(uint count) =>
            count > Highest || (Highest - count < WindowBits && (Seen & (1UL << (int)(Highest - count))) == 0);

        internal Use With(uint count, long issuedNs)
        {
            if (count <= Highest)
            {
                return this with { Seen = Seen | (1UL << (int)(Highest - count)) };
            }

            var shift = count - Highest;
            return new Use(issuedNs, count, (shift < WindowBits ? Seen << (int)shift : 0) | 1);
        }
    }
}
