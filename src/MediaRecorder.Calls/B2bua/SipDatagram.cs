using System.Net;

namespace MediaRecorder.Calls.B2bua;

/// <summary>A message that the driver puts on the wire.</summary>
public readonly record struct SipDatagram(IPEndPoint Destination, ReadOnlyMemory<byte> Bytes);
