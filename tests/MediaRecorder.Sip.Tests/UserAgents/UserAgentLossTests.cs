using System.Net;
using MediaRecorder.Sip.UserAgents;
using MediaRecorder.TestKit.Simulation;
using static MediaRecorder.Sip.Tests.UserAgents.AgentOnNetwork;

namespace MediaRecorder.Sip.Tests.UserAgents;

public sealed class UserAgentLossTests
{
    [Theory]
    [InlineData("INVITE ", "INVITE", 2)]
    [InlineData("SIP/2.0 200", "SIP/2.0 200", 2)]
    [InlineData("ACK ", "SIP/2.0 200", 2)]
    public void A_lost_message_of_the_call_setup_is_made_up_for(string lost, string repeated, int times)
    {
        var two = new TwoAgents();
        two.Network.Drop(datagram => datagram.IsSip(lost));
        two.Caller.Invite(two.Callee, Body("caller"));
        two.Run(3);
        Assert.Equal(1, two.Network.Lost);
        two.Caller.Single<UserAgentEvent.Answered>();
        two.Callee.Single<UserAgentEvent.Established>();
        Assert.Equal(times, two.SentCount(repeated));
    }

    [Theory]
    [InlineData("BYE ")]
    [InlineData("SIP/2.0 200")]
    public void A_lost_bye_or_its_answer_is_made_up_for(string lost)
    {
        var two = new TwoAgents();
        var call = two.Connect();
        two.Network.Drop(datagram => datagram.IsSip(lost, " BYE"));
        two.Caller.Do(agent => agent.Bye(call, two.Caller.NowNs));
        two.Run(3);
        Assert.Equal(1, two.Network.Lost);
        two.Caller.Single<UserAgentEvent.Ended>();
        two.Callee.Single<UserAgentEvent.Ended>();
        two.AssertNothingIsLeft();
    }

    [Fact]
    public void Without_any_ack_the_callee_ends_the_call_after_32_seconds()
    {
        var two = new TwoAgents();
        two.Network.Drop(datagram => datagram.IsSip("ACK "), int.MaxValue);
        two.Caller.Invite(two.Callee, Body("caller"));
        two.Run(31.9);
        Assert.Empty(two.Caller.Events.OfType<UserAgentEvent.Ended>());
        two.Run(0.5);
        Assert.True(two.Caller.Single<UserAgentEvent.Ended>().ByPeer);
        Assert.False(two.Callee.Single<UserAgentEvent.Ended>().ByPeer);
        Assert.Equal(0, two.Callee.Count<UserAgentEvent.Established>());
        two.AssertNothingIsLeft();
    }

    [Fact]
    public void A_bye_that_is_never_answered_ends_the_call_all_the_same()
    {
        var two = new TwoAgents();
        var call = two.Connect();
        two.Network.Detach(two.Callee.Local);
        two.Caller.Do(agent => agent.Bye(call, two.Caller.NowNs));
        two.Run(33);
        Assert.False(two.Caller.Single<UserAgentEvent.Ended>().ByPeer);
    }

    [Fact]
    public void A_reinvite_that_overtakes_the_ack_stands_for_it()
    {
        var two = new TwoAgents();
        two.Network.Drop(datagram => datagram.IsSip("ACK "));
        var call = two.Caller.Invite(two.Callee, Body("caller"));
        two.Network.RunUntil(() => call.CanReinvite, TimeSpan.FromSeconds(1));
        two.Caller.Do(agent => agent.Reinvite(call, Body("hold"), two.Caller.NowNs));
        two.Run(5);
        two.Callee.Single<UserAgentEvent.Established>();
        two.Callee.Single<UserAgentEvent.ReinviteEstablished>();
        Assert.Equal(200, two.Caller.Single<UserAgentEvent.ReinviteAnswered>().Status);
        Assert.Equal(2, two.SentCount("SIP/2.0 200"));
    }

    [Fact]
    public void A_second_fork_that_answers_is_acknowledged_and_ended()
    {
        var two = new TwoAgents();
        var fork = new AgentOnNetwork(two.Network, 3, TwoAgents.AnswerEverything);
        byte[]? invite = null;
        two.Network.OnSent = datagram => invite ??= datagram.Bytes.ToArray();
        var call = two.Caller.Invite(two.Callee, Body("caller"));
        two.Network.Send(two.Caller.Local, fork.Local, invite); // as a proxy would have done
        two.Run(2);
        Assert.Equal(UserAgentCallState.Confirmed, call.State);
        two.Caller.Single<UserAgentEvent.Answered>();
        two.Callee.Single<UserAgentEvent.Established>();
        fork.Single<UserAgentEvent.Established>();
        Assert.True(fork.Single<UserAgentEvent.Ended>().ByPeer);
        Assert.Equal(0, two.Caller.Count<UserAgentEvent.Ended>());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void On_a_bad_network_every_call_ends_exactly_once_on_both_sides(int seed)
    {
        const int Calls = 200;
        var conditions = new NetworkConditions
        {
            DelayNs = 50_000_000,
            JitterNs = 50_000_000,
            Loss = 0.2,
            MeanBurstDatagrams = 2,
            Reorder = 0.1,
            ReorderDelayNs = 700_000_000,
            Duplicate = 0.1,
        };
        var two = new TwoAgents(seed, conditions);
        var random = new Random(seed);
        for (var i = 0; i < Calls; i++)
        {
            var call = two.Caller.Invite(two.Callee, Body($"call {i}"));
            two.Run(random.NextDouble());
            var (side, mine) = random.Next(3) switch
            {
                0 => (two.Caller, call),
                1 => (
                    two.Callee,
                    two.Callee.Events.OfType<UserAgentEvent.IncomingCall>().Select(e => e.Call).LastOrDefault()),
                _ => (two.Caller, null),
            };
            if (mine is { CanReinvite: true } && random.Next(2) == 0)
                side.Do(agent => agent.Reinvite(mine, Body("hold"), side.NowNs));
            else if (mine is not null)
                side.Do(agent => agent.Bye(mine, side.NowNs));
        }

        two.Run(100);
        HangUpAll(two.Caller);
        HangUpAll(two.Callee);
        two.Run(100);

        foreach (var side in new[] { two.Caller, two.Callee })
        {
            var ends = side.Events.Select(e => e switch
            {
                UserAgentEvent.Ended ended => ended.Call.Id,
                UserAgentEvent.Failed failed => failed.Call.Id,
                _ => 0,
            }).Where(id => id != 0).ToList();
            Assert.Equal(ends.Count, ends.Distinct().Count());
            var calls = CallsOf(side);
            Assert.All(calls, call => Assert.Equal(UserAgentCallState.Ended, call.State));
            Assert.Empty(calls.Select(call => call.Id).Except(ends));
        }

        Assert.InRange(two.Caller.Count<UserAgentEvent.Answered>(), Calls / 2, Calls);
        two.AssertNothingIsLeft();
    }

    [Fact]
    public void A_thousand_calls_at_once_are_confirmed_held_and_ended()
    {
        const int Calls = 1000;
        var two = new TwoAgents(7, new NetworkConditions { DelayNs = 20_000_000, Loss = 0.02, MeanBurstDatagrams = 2 });
        var calls = Enumerable.Range(0, Calls).Select(_ => two.Caller.Invite(two.Callee, Body("caller"))).ToList();
        two.Run(10);
        Assert.All(calls, call => Assert.True(call.CanReinvite));
        foreach (var call in calls)
            two.Caller.Do(agent => agent.Reinvite(call, Body("hold"), two.Caller.NowNs));
        two.Run(10);
        Assert.Equal(Calls, two.Callee.Count<UserAgentEvent.ReinviteEstablished>());
        foreach (var call in calls)
            two.Caller.Do(agent => agent.Bye(call, two.Caller.NowNs));
        two.Run(40);
        Assert.Equal(Calls, two.Caller.Count<UserAgentEvent.Ended>());
        Assert.Equal(Calls, two.Callee.Count<UserAgentEvent.Ended>());
        two.AssertNothingIsLeft();
    }

    [Fact]
    public void The_same_seed_gives_the_same_datagrams()
    {
        Assert.Equal(Datagrams(5), Datagrams(5));
        Assert.NotEqual(Datagrams(5), Datagrams(6));

        static List<string> Datagrams(int seed)
        {
            var two = new TwoAgents(seed, NetworkConditions.Poor);
            var sent = new List<string>();
            two.Network.OnSent = datagram => sent.Add($"{datagram.SentNs} {datagram.Text}");
            for (var i = 0; i < 20; i++)
                two.Caller.Invite(two.Callee, Body("caller"));
            two.Run(40);
            return sent;
        }
    }

    [Theory]
    [InlineData("REGISTER", "", "SIP/2.0 405")]
    [InlineData("DANCE", "", "SIP/2.0 501")]
    [InlineData("BYE", "", "SIP/2.0 481")]
    [InlineData("BYE", ";tag=unknown", "SIP/2.0 481")]
    [InlineData("INVITE", ";tag=unknown", "SIP/2.0 481")]
    [InlineData("INVITE", "", "SIP/2.0 420", "Require: 100rel\r\n")]
    [InlineData("INVITE", "", "SIP/2.0 415", "Content-Type: text/plain\r\n", "hello")]
    public void What_is_not_understood_is_refused(
        string method, string toTag, string expected, string header = "", string body = "")
    {
        var two = new TwoAgents();
        var from = new IPEndPoint(IPAddress.Parse("192.0.2.9"), 5060);
        var request = $"{method} {two.Callee.Agent.Uri} SIP/2.0\r\nVia: SIP/2.0/UDP {from};branch=z9hG4bKx\r\n"
            + $"From: <sip:x@{from}>;tag=1\r\nTo: <{two.Callee.Agent.Uri}>{toTag}\r\nCall-ID: c\r\nCSeq: 1 {method}\r\n"
            + $"Max-Forwards: 70\r\nContact: <sip:x@{from}>\r\n{header}Content-Length: {body.Length}\r\n\r\n{body}";
        two.Network.Send(from, two.Callee.Local, System.Text.Encoding.ASCII.GetBytes(request));
        two.Run(0.1);
        Assert.StartsWith(expected, two.Sent[^1], StringComparison.Ordinal);
        Assert.Empty(two.Callee.Events);
    }

    [Fact]
    public void Noise_is_counted_and_nothing_else()
    {
        var two = new TwoAgents();
        var random = new Random(11);
        var noise = new byte[300];
        for (var i = 0; i < 100; i++)
        {
            random.NextBytes(noise);
            two.Callee.Agent.Receive(noise, two.Caller.Local, two.Callee.NowNs);
        }

        Assert.Equal(100, two.Callee.Agent.Malformed);
        Assert.False(two.Callee.Agent.TryTake(out _));
    }

    private static List<UserAgentCall> CallsOf(AgentOnNetwork side) => [.. side.Events
        .Select(e => e switch
        {
            UserAgentEvent.IncomingCall incoming => incoming.Call,
            UserAgentEvent.Answered answered => answered.Call,
            _ => null,
        })
        .OfType<UserAgentCall>()
        .Distinct()];

    private static void HangUpAll(AgentOnNetwork side)
    {
        foreach (var call in CallsOf(side))
            side.Do(agent => agent.Bye(call, side.NowNs));
    }
}
