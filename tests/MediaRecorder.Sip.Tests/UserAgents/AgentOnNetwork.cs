using System.Net;
using System.Text;
using MediaRecorder.Sip.UserAgents;
using MediaRecorder.TestKit.Simulation;

namespace MediaRecorder.Sip.Tests.UserAgents;

/// <summary>A user agent on a simulated network that keeps what it is told and lets the test react to it.</summary>
internal sealed class AgentOnNetwork : ISimulatedNode
{
    private readonly SimulatedNetwork _network;

    public AgentOnNetwork(SimulatedNetwork network, int number, Action<AgentOnNetwork, UserAgentEvent>? onEvent = null)
    {
        _network = network;
        Agent = new UserAgent(new IPEndPoint(IPAddress.Parse($"192.0.2.{number}"), 5060), $"phone{number}", number);
        OnEvent = onEvent;
        network.Attach(this, Agent.Local);
    }

    public UserAgent Agent { get; }

    public IPEndPoint Local => Agent.Local;

    public Action<AgentOnNetwork, UserAgentEvent>? OnEvent { get; set; }

    public List<UserAgentEvent> Events { get; } = [];

    public long NowNs => _network.NowNs;

    public long NextDeadlineNs => Agent.NextDeadlineNs;

    public static ReadOnlyMemory<byte> Body(string name) => Encoding.ASCII.GetBytes($"v=0\r\ns={name}\r\n");

    public UserAgentCall Invite(AgentOnNetwork callee, ReadOnlyMemory<byte> sdp)
    {
        var call = Agent.Invite(callee.Agent.Uri, callee.Local, sdp, NowNs);
        Drain();
        return call;
    }

    public void Do(Action<UserAgent> action)
    {
        action(Agent);
        Drain();
    }

    public void Receive(ReadOnlySpan<byte> datagram, IPEndPoint source, IPEndPoint destination, long nowNs)
    {
        Agent.Receive(datagram, source, nowNs);
        Drain();
    }

    public void OnDeadline(long nowNs)
    {
        Agent.OnDeadline(nowNs);
        Drain();
    }

    public int Count<T>()
        where T : UserAgentEvent => Events.OfType<T>().Count();

    public T Single<T>()
        where T : UserAgentEvent => Assert.Single(Events.OfType<T>());

    private void Drain()
    {
        while (Agent.TryTake(out var e))
        {
            if (e is UserAgentEvent.SendDatagram send)
            {
                _network.Send(Local, send.Destination, send.Bytes.Span);
                continue;
            }

            Events.Add(e);
            OnEvent?.Invoke(this, e);
        }
    }
}
