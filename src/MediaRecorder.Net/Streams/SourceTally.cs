using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace MediaRecorder.Net.Streams;

/// <summary>How many connections each source has open. Any thread.</summary>
internal sealed class SourceTally(int maxTotal, int maxPerSource)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(bool IsV6, ulong Bits), int> _open = [];
    private int _total;

    /// <summary>Null when it may come in; then it must leave.</summary>
    internal StreamRefusal? Enter(IPAddress address)
    {
        var source = SourceOf(address);
        lock (_gate)
        {
            var fromSource = _open.GetValueOrDefault(source);
            if (fromSource >= maxPerSource)
            {
                return StreamRefusal.TooManyFromSource;
            }

            if (_total >= maxTotal)
            {
                return StreamRefusal.TooMany;
            }

            _open[source] = fromSource + 1;
            _total++;
            return null;
        }
    }

    internal void Leave(IPAddress address)
    {
        var source = SourceOf(address);
        lock (_gate)
        {
            _total--;
            if (--_open[source] == 0)
            {
                _open.Remove(source);
            }
        }
    }

    // RFC 6177: one site has at least a /64 of addresses to choose from.
    private static (bool IsV6, ulong Bits) SourceOf(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? (true, BinaryPrimitives.ReadUInt64BigEndian(bytes))
            : (false, BinaryPrimitives.ReadUInt32BigEndian(bytes));
    }
}
