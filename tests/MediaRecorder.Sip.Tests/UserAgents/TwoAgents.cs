using System.Text;
using MediaRecorder.Sip.UserAgents;
using MediaRecorder.TestKit.Simulation;

namespace MediaRecorder.Sip.Tests.UserAgents;

/// <summary>A caller and a callee who answers at once, on one network.</summary>
internal sealed class TwoAgents
{
    public TwoAgents(int seed = 1, NetworkConditions? conditions = null)
    {
        Network = new SimulatedNetwork(seed, conditions);
        Caller = new AgentOnNetwork(Network, 1);
        Callee = new AgentOnNetwork(Network, 2, AnswerEverything);
        Network.OnSent = datagram =>
        {
            var lines = datagram.Text.Split("\r\n");
            Sent.Add(lines[0]);
            if (datagram.IsSip("SIP/2.0 200", "INVITE"))
                CalleeTo = lines.Single(line => line.StartsWith("To:", StringComparison.Ordinal));
        };
    }

    public SimulatedNetwork Network { get; }

    public AgentOnNetwork Caller { get; }

    public AgentOnNetwork Callee { get; }

    /// <summary>The first lines of all datagrams sent.</summary>
    public List<string> Sent { get; } = [];

    /// <summary>The To header of the last answer, with the callee's tag.</summary>
    public string CalleeTo { get; private set; } = "";

    public UserAgentCall CalleeCall => Callee.Events.OfType<UserAgentEvent.IncomingCall>().First().Call;

    public static void AnswerEverything(AgentOnNetwork agent, UserAgentEvent e)
    {
        if (e is UserAgentEvent.IncomingCall incoming)
            agent.Do(a => a.Answer(incoming.Call, AgentOnNetwork.Body("callee"), agent.NowNs));
        else if (e is UserAgentEvent.Reinvited reinvited)
            agent.Do(a => a.AnswerReinvite(reinvited.Call, AgentOnNetwork.Body("callee again"), agent.NowNs));
        else if (e is UserAgentEvent.Answered { Call.State: UserAgentCallState.Answered } answered)
            agent.Do(a => a.Acknowledge(answered.Call, AgentOnNetwork.Body("in the ACK"), agent.NowNs));
    }

    public static string Text(ReadOnlyMemory<byte> sdp) => Encoding.ASCII.GetString(sdp.Span);

    /// <summary>A call that both sides know to be confirmed.</summary>
    public UserAgentCall Connect()
    {
        var call = Caller.Invite(Callee, AgentOnNetwork.Body("caller"));
        Run(1);
        Assert.Equal(UserAgentCallState.Confirmed, call.State);
        Assert.Equal(UserAgentCallState.Confirmed, CalleeCall.State);
        return call;
    }

    public void Run(double seconds) => Network.RunFor(TimeSpan.FromSeconds(seconds));

    public int SentCount(string start) => Sent.Count(line => line.StartsWith(start, StringComparison.Ordinal));

    /// <summary>Long after a call nothing is left that could fire or answer.</summary>
    public void AssertNothingIsLeft()
    {
        Run(120);
        Assert.Equal(0, Caller.Agent.ActiveTransactions);
        Assert.Equal(0, Callee.Agent.ActiveTransactions);
        Assert.Equal(long.MaxValue, Caller.NextDeadlineNs);
        Assert.Equal(long.MaxValue, Callee.NextDeadlineNs);
    }
}
