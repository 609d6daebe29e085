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
        // proc(5): the address is the four bytes as a number of this machine's byte order.
        var address = BinaryPrimitives.ReadUInt32LittleEndian(endpoint.Address.GetAddressBytes());
        var wanted = string.Create(CultureInfo.InvariantCulture, $" {address:X8}:{endpoint.Port:X4} ");
        return File.ReadLines("/proc/net/udp").Any(line => line.Contains(wanted, StringComparison.Ordinal));
    }
}
