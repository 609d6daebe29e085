using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace MediaRecorder.Net;

/// <summary>
/// An IPv4 or IPv6 address and UDP port as a value, in the very bytes the kernel takes: sending to it and receiving
/// into it convert and allocate nothing. An IPv4 address mapped into IPv6 (::ffff:a.b.c.d) is kept as IPv4.
/// </summary>
// Linux sockaddr_in and sockaddr_in6 in one, what is unused being zero, so that equal endpoints are equal bytes:
//
//   0        2        4        8               16               24      28
//   +--------+--------+--------+----------------+----------------+--------+
//   | family | port   | IPv4   | 0                                        |
//   +--------+--------+--------+---------------------------------+--------+
//   | family | port   | flow 0 | IPv6 address                    | scope  |
//   +--------+--------+--------+---------------------------------+--------+
//
// Port and addresses are in network order, family and scope in the host's. The 32-bit flow field is always 0.
[StructLayout(LayoutKind.Explicit, Size = SockaddrBytes, Pack = 4)]
public struct SocketEndpoint : IEquatable<SocketEndpoint>
{
    /// <summary>sizeof(sockaddr_in6), the larger one.</summary>
    public const int SockaddrBytes = 28;

    // The Linux numbers; on other systems they are only this struct's own marks.
    internal const ushort FamilyV4 = 2;
    internal const ushort FamilyV6 = 10;

    private const int SockaddrV4Bytes = 16;
    private const int PortOffset = 2;
    private const int V4Offset = 4;
    private const int V6Offset = 8;
    private const int ScopeOffset = 24;

    // Assigned by `this = new SocketEndpoint { … }` and by the kernel: IDE0044 sees neither every time.
#pragma warning disable IDE0044
    [FieldOffset(0)] private ushort _family;
    [FieldOffset(PortOffset)] private ushort _port;
    [FieldOffset(V4Offset)] private uint _v4;
    [FieldOffset(V6Offset)] private ulong _v6High;
    [FieldOffset(16)] private ulong _v6Low;
    [FieldOffset(ScopeOffset)] private uint _scope;
#pragma warning restore IDE0044

    [FieldOffset(0)] private readonly ulong _familyPortAndV4;

    /// <summary>True for <c>default</c>: no address at all.</summary>
    public readonly bool IsEmpty => _family == 0;

    public readonly ushort Port => SwapNetworkOrder(_port);

    // What sendto is told about the address's length.
    internal readonly int LengthBytes => _family == FamilyV4 ? SockaddrV4Bytes : SockaddrBytes;

    public static bool operator ==(in SocketEndpoint left, in SocketEndpoint right) => left.Equals(right);

    public static bool operator !=(in SocketEndpoint left, in SocketEndpoint right) => !left.Equals(right);

    /// <summary>Throws <see cref="ArgumentException"/> for anything but IPv4 and IPv6.</summary>
    public static SocketEndpoint From(IPEndPoint endPoint)
    {
        var address = endPoint.Address;
        var result = new SocketEndpoint { _port = SwapNetworkOrder((ushort)endPoint.Port) };
        var bytes = AsBytes(ref result);
        switch (address.AddressFamily)
        {
            case AddressFamily.InterNetwork:
                result._family = FamilyV4;
                address.TryWriteBytes(bytes[V4Offset..], out _);
                break;
            case AddressFamily.InterNetworkV6:
                result._family = FamilyV6;
                address.TryWriteBytes(bytes[V6Offset..], out _);
                result._scope = (uint)address.ScopeId;
                result.NormaliseMapped();
                break;
            default:
                throw new ArgumentException($"{address.AddressFamily} is no IP address family", nameof(endPoint));
        }

        return result;
    }

    /// <summary>Allocates: for signalling and logs, not for packets. 0.0.0.0:0 when empty.</summary>
    public readonly IPEndPoint ToIPEndPoint()
    {
        var copy = this;
        var bytes = AsBytes(ref copy);
        var address = _family == FamilyV6
            ? new IPAddress(bytes.Slice(V6Offset, 16), _scope)
            : new IPAddress(bytes.Slice(V4Offset, 4));
        return new IPEndPoint(address, Port);
    }

    /// <summary>Equal but for the port.</summary>
    public readonly bool SameAddress(in SocketEndpoint other) =>
        _family == other._family && _v4 == other._v4 && _v6High == other._v6High && _v6Low == other._v6Low &&
        _scope == other._scope;

    public readonly bool Equals(SocketEndpoint other) =>
        _familyPortAndV4 == other._familyPortAndV4 && _v6High == other._v6High && _v6Low == other._v6Low &&
        _scope == other._scope;

    public override readonly bool Equals(object? obj) => obj is SocketEndpoint other && Equals(other);

    public override readonly int GetHashCode() => HashCode.Combine(_familyPortAndV4, _v6High, _v6Low, _scope);

    public override readonly string ToString() => IsEmpty ? "none" : ToIPEndPoint().ToString();

    // RFC 4291 §2.5.5.2: ten bytes of 0, two of ff, then the IPv4 address. A socket open to both families reports IPv4
    // senders like that; one form only, so that comparing stays a comparison of bytes. Linux takes the IPv4 form as the
    // destination of such a socket as well.
    internal void NormaliseMapped()
    {
        if (_family != FamilyV6 || _v6High != 0)
            return;

        var address = AsBytes(ref this).Slice(V6Offset, 16);
        if (BinaryPrimitives.ReadUInt32BigEndian(address[8..]) != 0x0000FFFF)
            return;

        this = new SocketEndpoint { _family = FamilyV4, _port = _port, _v4 = MemoryMarshal.Read<uint>(address[12..]) };
    }

    // For System.Net.Sockets: from offset 2 a SocketAddress has this layout on every system, and it writes its family
    // itself. False when a socket of the address's family cannot reach this endpoint.
    internal readonly bool TryWriteTo(SocketAddress socketAddress)
    {
        var into = socketAddress.Buffer.Span;
        var copy = this;
        var bytes = AsBytes(ref copy);
        if (IsEmpty || (_family == FamilyV6 && socketAddress.Family != AddressFamily.InterNetworkV6))
            return false;

        into[PortOffset..socketAddress.Size].Clear();
        bytes.Slice(PortOffset, 2).CopyTo(into[PortOffset..]);
        if (_family == FamilyV6)
        {
            bytes[V6Offset..].CopyTo(into[V6Offset..]);
        }
        else if (socketAddress.Family == AddressFamily.InterNetwork)
        {
            bytes.Slice(V4Offset, 4).CopyTo(into[V4Offset..]);
        }
        else
        {
            // To IPv4 from a socket open to both families: only the mapped form is understood everywhere.
            into.Slice(V6Offset + 10, 2).Fill(0xFF);
            bytes.Slice(V4Offset, 4).CopyTo(into[(V6Offset + 12)..]);
        }

        return true;
    }

    internal static SocketEndpoint FromSocketAddress(SocketAddress socketAddress)
    {
        var from = socketAddress.Buffer.Span;
        var result = default(SocketEndpoint);
        var bytes = AsBytes(ref result);
        from.Slice(PortOffset, 2).CopyTo(bytes[PortOffset..]);
        if (socketAddress.Family == AddressFamily.InterNetwork)
        {
            result._family = FamilyV4;
            from.Slice(V4Offset, 4).CopyTo(bytes[V4Offset..]);
        }
        else
        {
            result._family = FamilyV6;
            from.Slice(V6Offset, SockaddrBytes - V6Offset).CopyTo(bytes[V6Offset..]);
            result.NormaliseMapped();
        }

        return result;
    }

    private static ushort SwapNetworkOrder(ushort port) =>
        BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(port) : port;

    private static Span<byte> AsBytes(ref SocketEndpoint endpoint) =>
        MemoryMarshal.AsBytes(MemoryMarshal.CreateSpan(ref endpoint, 1));
}
