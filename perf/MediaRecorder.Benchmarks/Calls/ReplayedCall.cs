using System.Collections.Immutable;
using System.Net;
using System.Text;
using MediaRecorder.Calls.B2bua;
using MediaRecorder.Calls.Model;
using MediaRecorder.Calls.Workers;
using MediaRecorder.Sip.UserAgents;
using Microsoft.Extensions.Logging.Abstractions;

namespace MediaRecorder.Benchmarks.Calls;

/// <summary>
/// One call between two user agents through a B2BUA in memory, and then the same again from its peers' datagrams. Tokens
/// start anew with each call, so that every call has the same names; a minute lies between two, so that the first is
/// forgotten.
/// </summary>
internal sealed class ReplayedCall
{
    private const long MinuteNs = 60_000_000_000;
    private const int TokensInCall = 64;

    // RFC 5737: addresses that belong to nobody.
    private static readonly IPEndPoint Recorder = new(IPAddress.Parse("192.0.2.1"), 5060);
    private static readonly IPEndPoint CarrierAddress = new(IPAddress.Parse("192.0.2.10"), 5060);
    private static readonly IPEndPoint PbxAddress = new(IPAddress.Parse("192.0.2.20"), 5060);

    private readonly string[] _tokens =
        [.. Enumerable.Range(0, TokensInCall).Select(number => $"{number:x24}")];

    private readonly List<(byte[] Bytes, IPEndPoint Source)> _received = [];
    private readonly CallsCounters _counters = new();
    private readonly B2bua _b2bua;
    private int _nextToken;
    private long _nowNs;

    public ReplayedCall(bool isRecorded)
    {
        var model = new CallsModel(
            Recorder,
            Recorder.Address,
            FirstMediaPort: 10_000,
            LastMediaPort: 10_003,
            MaxCalls: 2,
            TimeSpan.FromSeconds(1),
            new KeypadModel([], [], TimeSpan.FromSeconds(3)),
            ImmutableSortedDictionary.CreateRange(
            [
                KeyValuePair.Create("carrier", Trunk("carrier", TrunkSide.External, CarrierAddress, "pbx", isRecorded)),
                KeyValuePair.Create("pbx", Trunk("pbx", TrunkSide.Internal, PbxAddress, "carrier", isRecorded)),
            ]));
        var planes = new IdlePlanes();
        _b2bua = new B2bua(
            model, planes, planes, _counters, NullLogger.Instance, static _ => DateTimeOffset.UnixEpoch, NewToken);
        Make();
        if (_b2bua.ActiveCalls != 0 || Replay() == 0)
        {
            throw new InvalidOperationException("The call does not come about, or does not end.");
        }
    }

    /// <returns>Bytes sent; 0 when a call did not end as the first one did.</returns>
    public int Replay()
    {
        Forget();
        var sent = 0;
        foreach (var (bytes, source) in _received)
        {
            _b2bua.Receive(bytes, source, _nowNs);
            while (_b2bua.TryTake(out var message))
            {
                sent += message.Bytes.Length;
            }
        }

        return _b2bua.ActiveCalls == 0 ? sent : 0;
    }

    private static TrunkModel Trunk(string name, TrunkSide side, IPEndPoint peer, string routeTo, bool isRecorded) => new(
        name,
        side,
        [new AllowedSource(new IPNetwork(peer.Address, 32), null)],
        [new NextHopModel(peer)],
        routeTo,
        Record: isRecorded,
        RecordHolds: false,
        KeypadPause: true);

    private static byte[] Sdp(IPEndPoint of) => Encoding.ASCII.GetBytes(
        $"v=0\r\no=- 1 1 IN IP4 {of.Address}\r\ns=-\r\nc=IN IP4 {of.Address}\r\nt=0 0\r\n"
        + "m=audio 4000 RTP/AVP 0 101\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\n"
        + "a=fmtp:101 0-16\r\na=ptime:20\r\na=sendrecv\r\n");

    private string NewToken() => _tokens[_nextToken++];

    // Past every transaction of the call before.
    private void Forget()
    {
        _nowNs += MinuteNs;
        _nextToken = 0;
        _b2bua.OnDeadline(_nowNs);
        while (_b2bua.TryTake(out _))
        {
        }
    }

    private void Make()
    {
        var carrier = new UserAgent(CarrierAddress, "carrier", 1);
        var pbx = new UserAgent(PbxAddress, "pbx", 2);
        Forget();
        var call = carrier.Invite($"sip:100@{Recorder.Address}", Recorder, Sdp(CarrierAddress), _nowNs);
        Deliver(carrier, pbx);
        carrier.Bye(call, _nowNs);
        Deliver(carrier, pbx);
    }

    private void Deliver(UserAgent carrier, UserAgent pbx)
    {
        bool moved;
        do
        {
            moved = Take(carrier) | Take(pbx);
            while (_b2bua.TryTake(out var message))
            {
                moved = true;
                var to = message.Destination.EndPoint.Equals(CarrierAddress) ? carrier : pbx;
                to.Receive(message.Bytes.Span, Recorder, _nowNs);
            }
        }
        while (moved);
    }

    private bool Take(UserAgent agent)
    {
        var moved = false;
        while (agent.TryTake(out var happened))
        {
            moved = true;
            switch (happened)
            {
                case UserAgentEvent.SendDatagram send:
                    _received.Add((send.Bytes.ToArray(), agent.Local));
                    _b2bua.Receive(send.Bytes.Span, agent.Local, _nowNs);
                    break;
                case UserAgentEvent.IncomingCall incoming:
                    agent.Ring(incoming.Call, _nowNs);
                    agent.Answer(incoming.Call, Sdp(PbxAddress), _nowNs);
                    break;
            }
        }

        return moved;
    }
}
