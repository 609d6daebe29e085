using System.Buffers;

namespace MediaRecorder.Net.Streams;

/// <summary>
/// Cuts one connection's stream into messages. Bounds what it calls unfinished: a connection holds that much memory.
/// </summary>
public interface IStreamFraming
{
    /// <summary>The bytes of a ping and of its answer.</summary>
    ReadOnlyMemory<byte> Ping { get; }

    ReadOnlyMemory<byte> Pong { get; }

    /// <summary>A message has begun that is not whole: it must be so in time.</summary>
    bool IsInsideMessage { get; }

    /// <summary>What the stream begins with. Never throws, whatever the peer sent.</summary>
    /// <param name="received">All that is not taken off yet.</param>
    /// <param name="pongExpected">A ping of ours is unanswered.</param>
    StreamFrame Cut(in ReadOnlySequence<byte> received, bool pongExpected);
}
