using System.Diagnostics.CodeAnalysis;
using System.Net;
using MediaRecorder.Net;
using MediaRecorder.Server.Phones;
using MediaRecorder.Server.Phones.Scripts;

namespace MediaRecorder.Server.Demo;

/// <summary>The call of the demo: two phones, their sockets and threads. Owner: whoever awaits it.</summary>
internal sealed class DemoCall(DemoScript script) : IDisposable
{
    private readonly PhoneSockets _customerSockets = new();
    private readonly PhoneSockets _agentSockets = new();
    private CustomerPhone? _customer;
    private AgentPhone? _agent;
    private PhoneThread? _customerThread;
    private PhoneThread? _agentThread;

    public DemoScript Script => script;

    public DemoNotes Notes { get; } = new();

    public IPEndPoint CustomerSip => _customerSockets.Endpoints.Sip;

    public IPEndPoint AgentSip => _agentSockets.Endpoints.Sip;

    /// <summary>Call-ID of the customer's side, by which the recording is found; null before the call.</summary>
    public string? SipCallId => _customer?.CallId;

    /// <summary>Why the call did not go as written; null when it did.</summary>
    public string? Failure => _customer?.Failure ?? _agent?.Failure;

    /// <summary>Binds the phones' sockets; their endpoints are known from then on.</summary>
    public bool TryOpen([NotNullWhen(false)] out string? failure)
    {
        return _customerSockets.TryBind(out failure) && _agentSockets.TryBind(out failure);
    }

    /// <summary>Lets the customer call; complete when both have hung up.</summary>
    public Task RunAsync(IPEndPoint recorder, TimeProvider time)
    {
        var clock = new MonotonicClock(time);
        _customer = new CustomerPhone(Script, _customerSockets.Endpoints, recorder, Notes.Add);
        _agent = new AgentPhone(Script, _agentSockets.Endpoints, Notes.Add);
        _customerThread = new PhoneThread(_customer, _customerSockets, clock);
        _agentThread = new PhoneThread(_agent, _agentSockets, clock);
        _agentThread.Start();
        _customerThread.Start();

        return WaitAsync(_customerThread, _agentThread);
    }

    public DemoActivity ActivityOf(DemoSide side)
    {
        DemoPhone? phone = side == DemoSide.Customer ? _customer : _agent;
        return phone?.Activity ?? DemoActivity.Waiting;
    }

    public void Dispose()
    {
        _customerThread?.Dispose();
        _agentThread?.Dispose();
        _customerSockets.Dispose();
        _agentSockets.Dispose();
    }

    // When the customer's call fails the agent's phone may never have rung: it is not waited for.
    private async Task WaitAsync(PhoneThread customer, PhoneThread agent)
    {
        await customer.Completion;
        if (Failure is null)
            await agent.Completion;
    }
}
