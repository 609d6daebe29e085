using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Calls.Model;

/// <summary>One of the places to which a trunk's calls go. REQ A-03.</summary>
/// <param name="Hop">Transport, address and port; never with a flow.</param>
/// <param name="Priority">Lower ones are tried first (RFC 2782), 0 to 65535.</param>
/// <param name="Weight">Its share among those of the same priority, 0 to 65535.</param>
/// <param name="TlsName">The name that its certificate must hold; null: its address.</param>
public sealed record NextHopModel(SipHop Hop, int Priority = 1, int Weight = 1, string? TlsName = null);
