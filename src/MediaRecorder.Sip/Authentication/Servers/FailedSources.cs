using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace MediaRecorder.Sip.Authentication.Servers;

/// <summary>
/// Guessing costs time: each failure of a source adds <see cref="CostNs"/> to its debt, time pays it off, and above
/// <see cref="MaxDebtNs"/> nothing of it is looked at. So ten guesses at once, then one in ten seconds. A source is an
/// IPv4 address or an IPv6 /64, which is what one guesser has. Bounded: when full, the one with the least debt leaves.
/// </summary>
internal sealed class FailedSources(int capacity)
{
    internal const long CostNs = 10_000_000_000;
    internal const long MaxDebtNs = 10 * CostNs;

    // When the debt of a source will be paid.
    private readonly Dictionary<UInt128, long> _paidNs = [];

    internal int Count => _paidNs.Count;

    internal bool IsBlocked(IPAddress source, long nowNs) =>
        _paidNs.TryGetValue(Key(source), out var paidNs) && paidNs - nowNs > MaxDebtNs - CostNs;

    internal void Add(IPAddress source, long nowNs)
    {
        var key = Key(source);
        if (!_paidNs.TryGetValue(key, out var paidNs) && _paidNs.Count >= capacity)
        {
            DropLeast(nowNs);
        }

        _paidNs[key] = Math.Max(paidNs, nowNs) + CostNs;
    }

    // All that have paid, and at least one; in the worst case one walk per failure.
    private void DropLeast(long nowNs)
    {
        var (least, leastNs) = (UInt128.Zero, long.MaxValue);
        foreach (var (key, paidNs) in _paidNs)
        {
            if (paidNs <= nowNs)
            {
                _paidNs.Remove(key);
            }
            else if (paidNs < leastNs)
            {
                (least, leastNs) = (key, paidNs);
            }
        }

        if (_paidNs.Count >= capacity)
        {
            _paidNs.Remove(least);
        }
    }

    private static UInt128 Key(IPAddress source)
    {
        var address = source.IsIPv4MappedToIPv6 ? source.MapToIPv4() : source;
        Span<byte> bytes = stackalloc byte[16];
        _ = address.TryWriteBytes(bytes, out _);
        return address.AddressFamily == AddressFamily.InterNetwork
            ? BinaryPrimitives.ReadUInt32BigEndian(bytes)
            : new UInt128(BinaryPrimitives.ReadUInt64BigEndian(bytes), ulong.MaxValue);
    }
}
