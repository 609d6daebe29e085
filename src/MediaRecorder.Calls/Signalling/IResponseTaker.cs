using MediaRecorder.Calls.B2bua;
using MediaRecorder.Sip.Messages;

namespace MediaRecorder.Calls.Signalling;

/// <summary>Whoever sends requests through <see cref="SipSender"/> and acts on what comes back.</summary>
internal interface IResponseTaker
{
    /// <summary>The call that a fault in here ends; null for senders outside calls.</summary>
    Call? Call => null;

    /// <summary>Whether a challenged request is still wanted, so that it is sent again with credentials.</summary>
    bool MayRepeat => true;

    /// <summary>It was challenged and sent again: what provisional responses said is void.</summary>
    void OnRepeated()
    {
    }

    /// <summary>
    /// A response: any number of provisional ones, then one final; a 2xx to INVITE once for every copy the peer sends.
    /// </summary>
    void OnResponse(SentRequest sent, SipMessage response, long nowNs);

    /// <summary>No final response in time: RFC 3261 §8.1.3.1 takes it for a 408.</summary>
    void OnNoResponse(SentRequest sent, long nowNs);

    /// <summary>It could not be sent, or its connection is gone: RFC 3261 §8.1.3.1 and §16.9 take it for a 503.</summary>
    void OnTransportFailed(SentRequest sent, long nowNs) => OnNoResponse(sent, nowNs);
}
