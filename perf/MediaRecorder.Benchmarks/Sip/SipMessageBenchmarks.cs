using System.Net;
using BenchmarkDotNet.Attributes;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Headers;

namespace MediaRecorder.Benchmarks.Sip;

/// <summary>
/// Reading and writing messages: control rate, so allocation is allowed, but it shall not grow unseen.
/// </summary>
public class SipMessageBenchmarks
{
    private readonly byte[] _datagram = SipSamples.Invite;
    private readonly IPEndPoint _source = new(IPAddress.Parse("192.0.2.10"), 5060);
    private readonly SipMessage _invite =
        SipMessage.TryParse(SipSamples.Invite, out var invite, out var error)
            ? invite
            : throw new InvalidOperationException($"{error}");

    [Benchmark]
    public int ParseInvite() => SipMessage.TryParse(_datagram, out var message, out _) ? message.Body.Length : 0;

    [Benchmark]
    public int BuildInvite() => SipMessageBuilder.Request("INVITE", "sip:+4930123456@192.0.2.20:5060")
        .Add(SipHeaderName.Via, "SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK776asdhds;rport")
        .Add(SipHeaderName.MaxForwards, "67")
        .Add(SipHeaderName.From, _invite.From.Text)
        .Add(SipHeaderName.To, _invite.To.Text)
        .Add(SipHeaderName.CallId, "b1f8c9e0d7a6@192.0.2.1")
        .Add(SipHeaderName.CSeq, "1 INVITE")
        .Add(SipHeaderName.Contact, "<sip:192.0.2.1:5060>")
        .SetBody("application/sdp", SipSamples.Sdp)
        .ToBytes().Length;

    [Benchmark]
    public int BuildAnswer() => SipMessageBuilder.Response(_invite, 200, "OK", toTag: "a6c85cf", source: _source)
        .Add(SipHeaderName.Contact, "<sip:192.0.2.1:5060>")
        .SetBody("application/sdp", SipSamples.Sdp)
        .ToBytes().Length;
}
