using System.Net;
using MediaRecorder.Calls.Model;
using MediaRecorder.Sip.UserAgents;
using MediaRecorder.TestKit.Phones;
using MediaRecorder.TestKit.Simulation;

namespace MediaRecorder.Calls.Tests.B2bua;

/// <summary>A customer and an agent on a simulated network with the B2BUA between them.</summary>
internal sealed class CallRig
{
    /// <summary>
    /// A hang-up that is lost for long, the end of its INVITE, and the last copies of an answer: 32 s each.
    /// </summary>
    public static readonly TimeSpan AllTimers = TimeSpan.FromSeconds(100);

    public CallRig(
        CallsModel? model = null, int seed = 1, NetworkConditions? conditions = null,
        SimulatedPhoneOptions? agent = null, SimulatedPhoneOptions? customer = null)
    {
        Network = new SimulatedNetwork(seed, conditions);
        Recorder = new SimulatedRecorder(Network, model);
        Customer = new SimulatedPhone(
            Network, SimulatedRecorder.CustomerSip, new IPEndPoint(SimulatedRecorder.CustomerSip.Address, 4000),
            "customer", seed + 1, customer);
        Agent = new SimulatedPhone(
            Network, SimulatedRecorder.AgentSip, new IPEndPoint(SimulatedRecorder.AgentSip.Address, 6000), "agent",
            seed + 2, agent);
        Network.OnSent = d => Wire.Add(d);
    }

    public SimulatedNetwork Network { get; }

    public SimulatedRecorder Recorder { get; }

    public SimulatedPhone Customer { get; }

    public SimulatedPhone Agent { get; }

    /// <summary>Everything that was sent, lost or not.</summary>
    public List<SimulatedDatagram> Wire { get; } = [];

    public void Dial(bool delayedOffer = false) =>
        Customer.Dial("sip:4711@192.0.2.1", SimulatedRecorder.Sip, delayedOffer);

    public void Run(double seconds) => Network.RunFor(TimeSpan.FromSeconds(seconds));

    /// <summary>A call that both sides have up, one second old.</summary>
    public CallRig Talking()
    {
        Dial();
        Run(1);
        Assert.True(Customer.IsInCall);
        Assert.True(Agent.IsInCall);
        return this;
    }

    public int? CustomerFailure => Customer.Events.OfType<UserAgentEvent.Failed>().SingleOrDefault()?.Status;

    public static bool HasEnded(SimulatedPhone phone) =>
        phone.Events.Any(e => e is UserAgentEvent.Ended or UserAgentEvent.Failed);

    /// <summary>After every timer has run out nothing is left of any call anywhere.</summary>
    public void AssertNothingLeft()
    {
        Network.RunFor(AllTimers);
        Assert.Equal(0, Recorder.B2bua.ActiveCalls);
        Assert.Equal(0, Recorder.B2bua.ActiveTransactions);
        Assert.Equal(0, Recorder.B2bua.WaitingRequests);
        Assert.Equal(long.MaxValue, Recorder.B2bua.NextDeadlineNs);
        Assert.Equal(0, Recorder.OpenPaths);
        Assert.Equal(Recorder.Recording.Opened.Count, Recorder.Recording.Closed.Count);
        Assert.Equal(0, Recorder.Counters.MessageFaults);
    }
}
