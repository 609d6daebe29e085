using System.Net;
using MediaRecorder.Rtp.Events;
using MediaRecorder.Rtp.Packets;
using MediaRecorder.Server.Phones;
using MediaRecorder.Server.Phones.Scripts;
using MediaRecorder.Server.Phones.Speech;
using MediaRecorder.Sip.Sdp;

namespace MediaRecorder.Server.Tests.Phones;

/// <summary>The two phones wired to each other, in virtual time.</summary>
public class DemoPhonesTests
{
    private const int Seconds = 10;

    private static readonly PhoneEndpoints Customer = new(
        IPEndPoint.Parse("127.0.0.1:5001"), IPEndPoint.Parse("127.0.0.1:6000"));
    private static readonly PhoneEndpoints Agent = new(
        IPEndPoint.Parse("127.0.0.1:5002"), IPEndPoint.Parse("127.0.0.1:6002"));

    private readonly List<PhoneNote> _notes = [];
    private readonly List<(DemoSide From, long AtNs, byte[] Packet)> _rtp = [];
    private readonly CustomerPhone _customer;
    private readonly AgentPhone _agent;

    public DemoPhonesTests()
    {
        var script = new DemoScript(Seconds);
        _customer = new CustomerPhone(script, Customer, Agent.Sip, _notes.Add);
        _agent = new AgentPhone(script, Agent, _notes.Add);
    }

    [Fact]
    public void A_whole_call_goes_as_written()
    {
        Run(seconds: 30);

        Assert.True(_customer.IsOver);
        Assert.True(_agent.IsOver);
        Assert.Null(_customer.Failure ?? _agent.Failure);
        Assert.Equal(
            [
                "calls", "rings", "answers", "holds the customer", "takes the call back",
                "presses #11#: the recording pauses",
                "listens to the card number", "presses #12#: the recording goes on", "hangs up",
            ],
            _notes.Select(note => note.Text));
        Assert.Equal(DemoActivity.Ended, _customer.Activity);
        Assert.Equal(_customer.CallId, _agent.CallId);
    }

    [Fact]
    public void Each_sends_a_packet_every_20_ms_of_which_none_is_lost()
    {
        Run(seconds: 30);

        foreach (var (
            phone, peer) in new (DemoPhone Phone, DemoPhone Peer)[] { (_customer, _agent), (_agent, _customer) })
        {
            var sent = _rtp.Where(p => p.From == phone.Side).ToList();
            Assert.Equal(sent.Count, peer.ReceivedPackets);
            Assert.All(sent.Zip(
                sent.Skip(1)), pair => Assert.Equal(0, (pair.Second.AtNs - pair.First.AtNs) % DemoPhone.FrameNs));
        }

        Assert.Equal(Seconds * 50, _rtp.Count(p => p.From == DemoSide.Agent), 1.0);
    }

    // REQ: C-01
    [Fact]
    public void The_customer_on_hold_sends_nothing_and_the_agent_music()
    {
        Run(seconds: 30);
        var script = new DemoScript(Seconds);
        var answered = _rtp[0].AtNs;
        bool InHold((DemoSide From, long AtNs, byte[] Packet) p) =>
            p.AtNs - answered > (script.HoldStart + 2) * DemoPhone.FrameNs
            && p.AtNs - answered < (script.HoldEnd - 2) * DemoPhone.FrameNs;

        var held = _rtp.Where(InHold).ToList();

        Assert.NotEmpty(held);
        Assert.All(held, packet => Assert.Equal(DemoSide.Agent, packet.From));
        Assert.Contains(
            _rtp, p => p.From == DemoSide.Customer && p.AtNs - answered > (script.HoldEnd + 5) * DemoPhone.FrameNs);
    }

    // REQ: C-04
    [Fact]
    public void A_receiver_hears_the_two_codes_of_the_agent_and_no_keys_of_the_customer()
    {
        Run(seconds: 30);

        Assert.Equal("#11##12#", KeysOf(DemoSide.Agent));
        Assert.Equal("", KeysOf(DemoSide.Customer));
    }

    [Fact]
    public void A_refused_call_is_a_failure_with_its_status()
    {
        _customer.Start(0);
        while (_customer.TryTake(out _))
        {
        }

        // Nobody answers: Timer B ends it after 32 s, RFC 3261 §17.1.1.2.
        for (long now = 0; now < 40_000_000_000; now += 10_000_000)
            _customer.OnDeadline(now);

        Assert.True(_customer.IsOver);
        Assert.Equal("the call was refused with 408", _customer.Failure);
    }

    [Theory]
    [InlineData(MediaDirection.SendOnly, MediaDirection.RecvOnly)]
    [InlineData(MediaDirection.RecvOnly, MediaDirection.SendOnly)]
    [InlineData(MediaDirection.Inactive, MediaDirection.Inactive)]
    [InlineData(MediaDirection.SendRecv, MediaDirection.SendRecv)]
    public void An_SDP_tells_where_and_which_way_and_is_answered_the_other_way(
        MediaDirection offered, MediaDirection answered)
    {
        var sdp = PhoneSdp.Write(Customer.Rtp, 1, offered);

        Assert.True(PhoneSdp.TryRead(sdp, out var rtp, out var direction));
        Assert.Equal((Customer.Rtp, offered), (rtp, direction));
        Assert.Equal(answered, PhoneSdp.AnswerTo(direction));
    }

    [Fact]
    public void What_is_no_SDP_is_refused()
    {
        Assert.False(PhoneSdp.TryRead("v=0"u8, out _, out _));
        Assert.False(PhoneSdp.TryRead([], out _, out _));
    }

    private string KeysOf(DemoSide side)
    {
        var receiver = new TelephoneEventReceiver();
        var keys = "";
        foreach (var (_, atNs, packet) in _rtp.Where(p => p.From == side))
        {
            Assert.True(RtpHeader.TryParse(packet, out var header, out _));
            if (header.PayloadType.Value == RtpSpeaker.EventPayloadType
                && receiver.Receive(header, SpeechVoice.SampleRate, atNs, out var key)
                && key.Edge == DigitEdge.Pressed)
            {
                keys += key.Digit;
            }
        }

        return keys;
    }

    private void Run(double seconds)
    {
        _customer.Start(0);
        for (long now = 0; now < seconds * 1e9; now += 1_000_000)
        {
            while (Deliver(_customer, _agent, Customer.Sip, now) | Deliver(_agent, _customer, Agent.Sip, now))
            {
            }

            foreach (var phone in new DemoPhone[] { _customer, _agent })
            {
                if (now >= phone.NextDeadlineNs)
                    phone.OnDeadline(now);
            }
        }
    }

    private bool Deliver(DemoPhone from, DemoPhone to, IPEndPoint source, long now)
    {
        if (!from.TryTake(out var datagram))
            return false;
        if (datagram.IsRtp)
        {
            _rtp.Add((from.Side, now, datagram.Bytes.ToArray()));
            to.CountRtp();
        }
        else
        {
            to.ReceiveSip(datagram.Bytes.Span, source, now);
        }

        return true;
    }
}
