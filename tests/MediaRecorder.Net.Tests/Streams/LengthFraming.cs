using System.Buffers;
using MediaRecorder.Net.Streams;

namespace MediaRecorder.Net.Tests.Streams;

/// <summary>The least framing there is: one byte that says how many follow. 0 is a ping, 255 a pong, 254 breaks.</summary>
internal sealed class LengthFraming : IStreamFraming
{
    public ReadOnlyMemory<byte> Ping { get; } = new byte[] { 0 };

    public ReadOnlyMemory<byte> Pong { get; } = new byte[] { 255 };

    public bool IsInsideMessage { get; private set; }

    public StreamFrame Cut(in ReadOnlySequence<byte> received, bool pongExpected)
    {
        IsInsideMessage = false;
        if (received.IsEmpty)
        {
            return new StreamFrame(StreamFrameKind.NeedMore, 0);
        }

        var length = received.FirstSpan[0];
        switch (length)
        {
            case 0:
                return new StreamFrame(StreamFrameKind.Ping, 1);
            case 255:
                Assert.True(pongExpected);
                return new StreamFrame(StreamFrameKind.Pong, 1);
            case 254:
                return new StreamFrame(StreamFrameKind.Broken, 0);
        }

        IsInsideMessage = received.Length < 1 + length;
        return IsInsideMessage
            ? new StreamFrame(StreamFrameKind.NeedMore, 0)
            : new StreamFrame(StreamFrameKind.Message, 1 + length);
    }
}
