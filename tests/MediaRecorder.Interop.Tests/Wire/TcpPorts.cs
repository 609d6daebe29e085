using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace MediaRecorder.Interop.Tests.Wire;

/// <summary>As <see cref="UdpPorts"/>, for TCP.</summary>
public static class TcpPorts
{
    public static int TakeFree()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public static Task WaitUntilListeningAsync(IPEndPoint endpoint) =>
        Poll.UntilAsync(
            $"something listens on TCP {endpoint}",
            TimeSpan.FromSeconds(15),
            () => IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Contains(endpoint));
}
