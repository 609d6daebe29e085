using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Calls.Transports;

/// <summary>Opens connections.</summary>
internal interface ISipDialler
{
    /// <summary>At once; messages wait until the peer is reached, and its failing is reported like a loss.</summary>
    ISipFlow Dial(SipTransport transport, System.Net.IPEndPoint peer);
}
