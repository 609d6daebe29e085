using System.Net;

namespace MediaRecorder.Sip.UserAgents;

/// <summary>An ACK to a 2xx, kept to be sent again; empty while the owner owes the SDP for it.</summary>
internal readonly record struct SentAck(ReadOnlyMemory<byte> Bytes, IPEndPoint Destination);
