using System.Buffers;
using MediaRecorder.Net.Streams;
using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Calls.Transports;

/// <summary>SIP's framing as the connections want it.</summary>
/// <param name="onBroken">Told why a stream could not be read on. Any thread.</param>
internal sealed class SipStreamFraming(Action<SipFramingError> onBroken) : IStreamFraming
{
    // RFC 5626 §3.5.1
    private static readonly byte[] PingBytes = [.. "\r\n\r\n"u8];
    private static readonly byte[] PongBytes = [.. "\r\n"u8];

    private readonly SipStreamFramer _framer = new();

    public ReadOnlyMemory<byte> Ping => PingBytes;

    public ReadOnlyMemory<byte> Pong => PongBytes;

    public bool IsInsideMessage => _framer.IsInsideMessage;

    public StreamFrame Cut(in ReadOnlySequence<byte> received, bool pongExpected)
    {
        var frame = _framer.Next(received, pongExpected);
        if (frame.Kind == SipFrameKind.Broken)
        {
            onBroken(frame.Error);
        }

        return new StreamFrame(KindOf(frame.Kind), frame.Length);
    }

    private static StreamFrameKind KindOf(SipFrameKind kind) => kind switch
    {
        SipFrameKind.Message => StreamFrameKind.Message,
        SipFrameKind.Ping => StreamFrameKind.Ping,
        SipFrameKind.Pong => StreamFrameKind.Pong,
        SipFrameKind.Broken => StreamFrameKind.Broken,
        _ => StreamFrameKind.NeedMore,
    };
}
