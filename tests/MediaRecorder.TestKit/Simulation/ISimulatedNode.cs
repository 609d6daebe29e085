using System.Net;

namespace MediaRecorder.TestKit.Simulation;

/// <summary>
/// Something with addresses on a <see cref="SimulatedNetwork"/> and, if it likes, deadlines of its own. All calls come
/// from the thread that runs the network; a node sends with <see cref="SimulatedNetwork.Send"/>.
/// </summary>
public interface ISimulatedNode
{
    /// <summary>Next instant at which <see cref="OnDeadline"/> wants to be called; long.MaxValue = never.</summary>
    long NextDeadlineNs { get; }

    /// <param name="destination">The attached address the datagram came to.</param>
    void Receive(ReadOnlySpan<byte> datagram, IPEndPoint source, IPEndPoint destination, long nowNs);

    void OnDeadline(long nowNs);
}
