using System.Net;

namespace MediaRecorder.Server.Phones;

/// <summary>What a phone wants sent.</summary>
/// <param name="IsRtp">From its RTP socket, else from its SIP socket.</param>
internal readonly record struct PhoneDatagram(bool IsRtp, IPEndPoint Destination, ReadOnlyMemory<byte> Bytes);
