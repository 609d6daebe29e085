using System.Net;

namespace MediaRecorder.Server.Phones;

/// <summary>Where a phone is reached.</summary>
internal sealed record PhoneEndpoints(IPEndPoint Sip, IPEndPoint Rtp);
