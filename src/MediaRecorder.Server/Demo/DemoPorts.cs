using System.Net;
using System.Net.Sockets;

namespace MediaRecorder.Server.Demo;

/// <summary>Finds loopback ports that are free now; the recorder binds them a moment later.</summary>
internal static class DemoPorts
{
    /// <summary>Ports of the recorder's two legs, RTP and RTCP, and as many again in case of a retried call.</summary>
    public const int MediaPorts = 8;

    private const int Attempts = 100;

    public static bool TryFind(out int sipPort, out int firstMediaPort)
    {
        sipPort = 0;
        firstMediaPort = 0;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            // Below the range from which systems give out ports by themselves (32768 on Linux).
            var first = Random.Shared.Next(10_000, 32_000) & ~1;
            if (AreFree(first, MediaPorts) && TryTakeAny(out sipPort))
            {
                firstMediaPort = first;
                return true;
            }
        }

        return false;
    }

    private static bool AreFree(int first, int count)
    {
        for (var port = first; port < first + count; port++)
        {
            if (!TryBind(port, out _))
                return false;
        }

        return true;
    }

    private static bool TryTakeAny(out int port) => TryBind(0, out port);

    private static bool TryBind(int wanted, out int port)
    {
        port = 0;
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, wanted));
            port = ((IPEndPoint)socket.LocalEndPoint!).Port;
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
