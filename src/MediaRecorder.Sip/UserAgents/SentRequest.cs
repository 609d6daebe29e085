using System.Net;
using MediaRecorder.Sip.Messages;

namespace MediaRecorder.Sip.UserAgents;

/// <summary>A request of ours that waits for its responses.</summary>
/// <param name="Call">Null for OPTIONS, and for the BYE to a fork that answered too late.</param>
internal record SentRequest(SipMethod Method, UserAgentCall? Call, IPEndPoint Destination);
