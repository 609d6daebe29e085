using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MediaRecorder.Buffers;
using MediaRecorder.Calls.Model;
using MediaRecorder.Media.Paths;
using MediaRecorder.Media.Security;
using MediaRecorder.Media.Workers;
using MediaRecorder.Policy.Control;
using MediaRecorder.Policy.Cues;
using MediaRecorder.Policy.Model;
using MediaRecorder.Recording.Commands;
using MediaRecorder.Recording.Facts;
using MediaRecorder.Recording.Layouts;
using MediaRecorder.Recording.Timelines;
using MediaRecorder.Sip.UserAgents;
using Microsoft.Extensions.Logging;

namespace MediaRecorder.Calls.Workers;

/// <summary>
/// A few calls in memory before the first real one, so that this one finds its code compiled, and compiled well, and the
/// system's random source open: cold, its INVITE took 80 to 130 ms, warm 2 ms. They have their own B2BUA, planes and counters, and send
/// nothing. Owner: the thread that starts the recorder.
/// </summary>
public sealed class WarmUpCall : IMediaPlane, IRecordingPlane, ILogger
{
    /// <summary>A machine so slow that this is not enough starts half warm rather than late.</summary>
    private const long MaxNs = 1_000_000_000;

    /// <summary>One round compiles, others follow the paths that only a second call takes; after 30 calls of a method the
    /// runtime compiles it again, for speed.</summary>
    public const int Rounds = 40;

    /// <summary>Far more than a call has: a defect must not keep the recorder from starting.</summary>
    private const int MaxMessages = 200;

    // RFC 5737: addresses that belong to nobody.
    private static readonly IPEndPoint Recorder = new(IPAddress.Parse("192.0.2.1"), 5060);
    private static readonly IPEndPoint CarrierAddress = new(IPAddress.Parse("192.0.2.10"), 5060);
    private static readonly IPEndPoint PbxAddress = new(IPAddress.Parse("192.0.2.20"), 5060);

    private readonly B2bua.B2bua _b2bua;
    private readonly UserAgent _carrier = new(CarrierAddress, "warm", 1);
    private readonly UserAgent _pbx = new(PbxAddress, "up", 2);
    private readonly HashSet<UserAgentCall> _held = [];
    private RecordingId _recording;
    private long _nowNs;

    private WarmUpCall(KeypadModel keypad, Func<string> newToken)
    {
        var model = new CallsModel(
            Recorder,
            Recorder.Address,
            FirstMediaPort: 10_000,
            LastMediaPort: 10_003,
            MaxCalls: 2,
            TimeSpan.FromSeconds(1),
            keypad,
            ImmutableSortedDictionary.CreateRange(
            [
                KeyValuePair.Create("carrier", Trunk("carrier", TrunkSide.External, CarrierAddress, "pbx")),
                KeyValuePair.Create("pbx", Trunk("pbx", TrunkSide.Internal, PbxAddress, "carrier")),
            ]));
        _b2bua = new B2bua.B2bua(model, this, this, Counters, this, static _ => DateTimeOffset.UnixEpoch, newToken);
    }

    private CallsCounters Counters { get; } = new();

    /// <summary>Runs the calls; returns what their own B2BUA counted.</summary>
    /// <param name="newToken">The real source of tokens: its first use opens it.</param>
    /// <param name="nowNs">The real clock, against which the time spent is held.</param>
    public static CallsCounters Run(KeypadModel keypad, Func<string> newToken, Func<long> nowNs)
    {
        var warmUp = new WarmUpCall(keypad, newToken);
        var endNs = nowNs() + MaxNs;
        for (var round = 0; round < Rounds && nowNs() < endNs; round++)
        {
            warmUp.Talk();
            warmUp.GiveUp();
            warmUp.Refuse();
        }

        return warmUp.Counters;
    }

    bool IMediaPlane.TryOpen(
        TapPair? taps, AddressFamily ingress, AddressFamily egress, [NotNullWhen(true)] out RelayPath? path)
    {
        path = new RelayPath(ingress, egress);
        return true;
    }

    bool IMediaPlane.TryAddLine(RelayPath path, int place)
    {
        path[place] = new RelayLine(10_000, 10_002);
        return true;
    }

    void IMediaPlane.SetVoice(RelayPath path, int? place)
    {
    }

    void IMediaPlane.SetRemote(RelayPath path, int place, LegSide side, LineRemote remote)
    {
    }

    void IMediaPlane.SetKeys(RelayPath path, int place, LegSide side, LineKeys? keys)
    {
    }

    long IMediaPlane.UnopenedPacketsOf(RelayPath path, LegSide side) => 0;

    long IMediaPlane.PacketsOf(RelayPath path) => 0;

    void IMediaPlane.Close(RelayPath path)
    {
    }

    TapPair IRecordingPlane.Open(
        RecordingId id,
        RecordingIdentity identity,
        LayoutRules layout,
        LegRole ingress,
        LegRole egress,
        long originNs)
    {
        _recording = id;
        return new TapPair(0, new TapId(1), new TapId(2));
    }

    void IRecordingPlane.SetFormats(RecordingId id, LegId leg, LegFormats formats)
    {
    }

    void IRecordingPlane.Apply(RecordingId id, Cue cue, ImmutableArray<RecordingAction> actions)
    {
    }

    void IRecordingPlane.Tag(RecordingId id, string name, string value)
    {
    }

    void IRecordingPlane.Close(RecordingId id, long atNs)
    {
    }

    // The text is made, because making it is part of handling a call, and dropped.
    void ILogger.Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter) => formatter(state, exception);

    bool ILogger.IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    private static TrunkModel Trunk(string name, TrunkSide side, IPEndPoint peer, string routeTo) => new(
        name,
        side,
        [new AllowedSource(new IPNetwork(peer.Address, 32), null)],
        [new NextHopModel(peer)],
        routeTo,
        Record: true,
        RecordHolds: false,
        KeypadPause: true);

    private static byte[] Sdp(IPEndPoint of, int version, string direction) => Encoding.ASCII.GetBytes(
        $"v=0\r\no=- 1 {version} IN IP4 {of.Address}\r\ns=-\r\nc=IN IP4 {of.Address}\r\nt=0 0\r\n"
        + "m=audio 4000 RTP/AVP 0 101\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\n"
        + $"a=fmtp:101 0-16\r\na=ptime:20\r\na={direction}\r\n");

    // Answer, hold, resume, a key, BYE.
    private void Talk()
    {
        var call = Call();
        Deliver(answer: true);
        _carrier.Reinvite(call, Sdp(CarrierAddress, 2, "sendonly"), _nowNs);
        Deliver(answer: true);
        _carrier.Reinvite(call, Sdp(CarrierAddress, 3, "sendrecv"), _nowNs);
        Deliver(answer: true);
        foreach (var released in (ReadOnlySpan<bool>)[false, true])
        {
            _b2bua.OnKeyPress(
                new KeyPress(_recording, LegId.Egress, KeyWay.TelephoneEvent, '#', _nowNs, _nowNs + 1, released), _nowNs);
        }

        _carrier.Bye(call, _nowNs);
        Deliver(answer: true);
    }

    private void GiveUp()
    {
        var call = Call();
        Deliver(answer: null);
        _carrier.Cancel(call, _nowNs);
        Deliver(answer: null);
    }

    private void Refuse()
    {
        Call();
        Deliver(answer: false);
    }

    private UserAgentCall Call()
    {
        // Past every transaction of the call before, so that the timers have run as well.
        _nowNs += 60_000_000_000;
        _carrier.OnDeadline(_nowNs);
        _pbx.OnDeadline(_nowNs);
        _b2bua.OnDeadline(_nowNs);
        return _carrier.Invite(
            $"sip:100@{Recorder.Address}", Recorder, Sdp(CarrierAddress, 1, "sendrecv"), _nowNs);
    }

    /// <param name="answer">What the callee does: answers, refuses, or (null) lets it ring.</param>
    private void Deliver(bool? answer)
    {
        var left = MaxMessages;
        bool moved;
        do
        {
            moved = Take(_carrier, answer) | Take(_pbx, answer);
            while (_b2bua.TryTake(out var message))
            {
                moved = true;
                var to = message.Destination.EndPoint.Equals(CarrierAddress) ? _carrier : _pbx;
                to.Receive(message.Bytes.Span, Recorder, _nowNs);
            }
        }
        while (moved && --left > 0);
    }

    private bool Take(UserAgent agent, bool? answer)
    {
        var moved = false;
        while (agent.TryTake(out var happened))
        {
            moved = true;
            switch (happened)
            {
                case UserAgentEvent.SendDatagram send:
                    _b2bua.Receive(send.Bytes.Span, agent.Local, _nowNs);
                    break;
                case UserAgentEvent.IncomingCall incoming:
                    agent.Ring(incoming.Call, _nowNs);
                    if (answer is true)
                    {
                        agent.Answer(incoming.Call, Sdp(PbxAddress, 1, "sendrecv"), _nowNs);
                    }
                    else if (answer is false)
                    {
                        agent.Reject(incoming.Call, 486, _nowNs);
                    }

                    break;
                case UserAgentEvent.Reinvited reinvited:
                    var direction = _held.Add(reinvited.Call) ? "recvonly" : "sendrecv";
                    agent.AnswerReinvite(reinvited.Call, Sdp(PbxAddress, 2, direction), _nowNs);
                    break;
            }
        }

        return moved;
    }
}
