using System.Net;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Transactions;

namespace MediaRecorder.Sip.UserAgents;

/// <summary>A request that still wants its final response.</summary>
/// <param name="Source">Null for CANCEL alone: its answer goes where that of the INVITE goes (RFC 3261 §9.2).</param>
internal sealed record ReceivedRequest(ServerTransactionId Id, SipMessage Message, IPEndPoint? Source);
