using System.Net;

namespace MediaRecorder.Net.Streams;

/// <summary>
/// Whose messages they are. Called on the thread pool, for one connection in order, for several at once; must neither
/// block nor throw.
/// </summary>
public interface IStreamReceiver
{
    /// <summary>False closes a connection that has just been accepted, before it costs anything.</summary>
    bool Admits(IPEndPoint source, bool isSecure);

    /// <summary>Connected, and by TLS the peer's names are known.</summary>
    void OnOpened(StreamConnection connection);

    /// <summary>
    /// One message. Whoever works on it calls <see cref="StreamConnection.MessageDone"/> afterwards: until then it counts
    /// against <see cref="StreamLimits.MessagesInHand"/>.
    /// </summary>
    void OnMessage(StreamConnection connection, byte[] message);

    /// <summary>Once for every connection, also for one that was never open. Messages it had queued are lost.</summary>
    void OnClosed(StreamConnection connection, StreamCloseReason reason);
}
