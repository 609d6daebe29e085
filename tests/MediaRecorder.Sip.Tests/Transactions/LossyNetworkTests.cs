using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Transactions;

namespace MediaRecorder.Sip.Tests.Transactions;

/// <summary>Two layers on a network that loses what the test says, in virtual time with 20 ms each way.</summary>
public sealed class LossyNetworkTests
{
    private const long OneWayNs = 20_000_000;

    private readonly TransactionLayer _alice = new(100);
    private readonly TransactionLayer _bob = new(100);
    private readonly PriorityQueue<(bool ToBob, ReadOnlyMemory<byte> Bytes), long> _wire = new();
    private readonly List<string> _aliceHeard = [];
    private readonly List<string> _bobHeard = [];
    private Func<SipMessage, int, bool> _isLost = (_, _) => false;
    private Dictionary<string, int> _copies = [];
    private int _bobAnswers = 200;
    private long _nowNs;

    // REQ: A-01
    [Fact]
    public void A_lost_request_is_answered_after_its_first_copy()
    {
        _isLost = (message, copy) => message.IsRequest && copy == 1;
        SendFromAlice("BYE");
        Assert.Equal(["BYE"], _bobHeard);
        Assert.Equal(["200"], _aliceHeard);
        Assert.Equal(1, _alice.Counters.RetransmissionsSent);
    }

    // REQ: A-01
    [Fact]
    public void A_lost_response_is_repeated_without_the_user_noticing()
    {
        _isLost = (message, copy) => !message.IsRequest && copy <= 2;
        SendFromAlice("BYE");
        Assert.Equal(["BYE"], _bobHeard);
        Assert.Equal(["200"], _aliceHeard);
        Assert.Equal(2, _bob.Counters.RetransmissionsAbsorbed);
    }

    // REQ: A-01
    [Fact]
    public void A_lost_ACK_to_a_failure_is_sent_again_for_the_repeated_failure()
    {
        _bobAnswers = 486;
        _isLost = (message, copy) => message.Method == SipMethod.Ack && copy <= 3;
        SendFromAlice("INVITE");
        Assert.Equal(["INVITE"], _bobHeard);
        Assert.Equal(["486"], _aliceHeard);
        Assert.Equal(4, _copies["ACK"]);
        Assert.Equal(0, _bob.Counters.TimedOut);
    }

    [Fact]
    public void When_every_ACK_is_lost_both_sides_still_come_to_an_end()
    {
        _bobAnswers = 486;
        _isLost = (message, _) => message.Method == SipMethod.Ack;
        SendFromAlice("INVITE");
        Assert.Equal(["486"], _aliceHeard);
        Assert.Equal(1, _bob.Counters.TimedOut);
    }

    [Fact]
    public void When_everything_is_lost_the_caller_times_out_and_nothing_remains()
    {
        _isLost = (_, _) => true;
        SendFromAlice("INVITE");
        Assert.Empty(_bobHeard);
        Assert.Equal(["timeout"], _aliceHeard);
    }

    // REQ: A-01
    [Theory]
    [InlineData("INVITE", 486)]
    [InlineData("BYE", 200)]
    [InlineData("FOO", 501)]
    public void With_a_third_of_everything_lost_each_request_is_heard_once_and_ends(string method, int answer)
    {
        _bobAnswers = answer;
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            _isLost = (_, _) => random.Next(3) == 0;
            _aliceHeard.Clear();
            _bobHeard.Clear();
            SendFromAlice(method);
            Assert.Single(_aliceHeard);
            Assert.True(_bobHeard.Count(heard => heard == method) <= 1);
            if (_aliceHeard[0] != "timeout")
            {
                Assert.Equal($"{answer}", _aliceHeard[0]);
                Assert.Equal([method], _bobHeard);
            }
        }
    }

    private void SendFromAlice(string method)
    {
        _copies = [];
        var branch = $"z9hG4bK-{_nowNs}";
        var request = SipText.Request(method, branch: branch, callId: branch);
        _alice.SendRequest(request.Raw, request.Method, branch, Peer.Bob, _nowNs);
        Exchange();
        while (NextNs() is var nextNs && nextNs != long.MaxValue)
        {
            _nowNs = Math.Max(_nowNs, nextNs);
            while (_wire.TryPeek(out var datagram, out var atNs) && atNs <= _nowNs)
            {
                _wire.Dequeue();
                var to = datagram.ToBob ? _bob : _alice;
                to.Receive(SipText.Parse(datagram.Bytes), datagram.ToBob ? Peer.Alice : Peer.Bob, _nowNs);
                Exchange();
            }
            _alice.OnDeadline(_nowNs);
            _bob.OnDeadline(_nowNs);
            Exchange();
        }
        Assert.Equal(0, _alice.ActiveTransactions);
        Assert.Equal(0, _bob.ActiveTransactions);
    }

    private long NextNs()
    {
        var nextNs = Math.Min(_alice.NextDeadlineNs, _bob.NextDeadlineNs);
        return _wire.TryPeek(out _, out var arrivalNs) ? Math.Min(nextNs, arrivalNs) : nextNs;
    }

    private void Exchange()
    {
        while (_alice.TryTake(out var e))
        {
            switch (e)
            {
                case TransactionEvent.Send send:
                    Transmit(send, toBob: true);
                    break;
                case TransactionEvent.ResponseReceived heard:
                    _aliceHeard.Add($"{heard.Response.StatusCode}");
                    break;
                case TransactionEvent.ClientTimedOut:
                    _aliceHeard.Add("timeout");
                    break;
            }
        }
        while (_bob.TryTake(out var e))
        {
            switch (e)
            {
                case TransactionEvent.Send send:
                    Transmit(send, toBob: false);
                    break;
                case TransactionEvent.RequestReceived heard:
                    _bobHeard.Add(heard.Request.MethodToken);
                    _bob.SendResponse(heard.Id, SipText.Answer(heard.Request, _bobAnswers), _bobAnswers, _nowNs);
                    break;
                case TransactionEvent.AckReceived:
                    _bobHeard.Add("ACK");
                    break;
            }
        }
    }

    private void Transmit(TransactionEvent.Send send, bool toBob)
    {
        Assert.Equal(toBob ? Peer.Bob : Peer.Alice, send.Destination);
        var message = SipText.Parse(send.Bytes);
        var kind = message.IsRequest ? message.MethodToken : $"{message.StatusCode}";
        _copies[kind] = _copies.GetValueOrDefault(kind) + 1;
        if (!_isLost(message, _copies[kind]))
            _wire.Enqueue((toBob, send.Bytes), _nowNs + OneWayNs);
    }
}
