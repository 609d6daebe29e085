using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace MediaRecorder.Interop.Tests.Wire;

/// <summary>
/// What is bound on this machine, read from the kernel, so that a phone is not called before it listens.
/// </summary>
public static class UdpPorts
{
    /// <summary>
    /// A port of 127.0.0.1 that was free a moment ago, for phones that cannot be given an address of their own.
    /// </summary>
    public static int TakeFree()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    public static Task WaitUntilBoundAsync(IPEndPoint endpoint) =>
        Poll.UntilAsync($"something listens on UDP {endpoint}", TimeSpan.FromSeconds(10), () => IsBound(endpoint));

    private static bool IsBound(IPEndPoint endpoint)
    {
        // proc(5): the address is one number, or four, of four bytes each in this machine's byte order.
        var bytes = endpoint.Address.GetAddressBytes();
        var address = string.Concat(
            bytes.Chunk(4).Select(four => BinaryPrimitives.ReadUInt32LittleEndian(four).ToString("X8", CultureInfo.InvariantCulture)));
        var wanted = string.Create(CultureInfo.InvariantCulture, $" {address}:{endpoint.Port:X4} ");
        return File.ReadLines(bytes.Length == 4 ? "/proc/net/udp" : "/proc/net/udp6").Any(line => line.Contains(wanted, StringComparison.Ordinal));
    }
}
