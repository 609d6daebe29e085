using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Calls.Signalling;

/// <summary>A message that the driver puts on the wire.</summary>
public readonly record struct OutboundMessage(SipHop Destination, ReadOnlyMemory<byte> Bytes);
