using MediaRecorder.Calls.Model;
using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Calls.Stations;

/// <summary>Where a request for a registered phone goes.</summary>
/// <param name="Trunk">The trunk of the phones.</param>
/// <param name="Hop">The flow by which the phone registered; behind a NAT nothing else reaches it.</param>
/// <param name="Target">The Request-URI: what the phone calls itself.</param>
/// <param name="User">Whose phone it is: the user of its address of record.</param>
internal sealed record StationRoute(TrunkModel Trunk, SipHop Hop, string Target, string User);
