using System.Diagnostics;
using MediaRecorder.Interop.Tests.Recorder;

namespace MediaRecorder.Interop.Tests.Wire;

/// <summary>
/// A call of which the test itself is both ends, down to each datagram: the customer calls, the agent answers.
/// </summary>
public sealed class WireCall : IDisposable
{
    private const int MediaPort = 6000;

    private readonly Stopwatch _sinceAgentAnswered = new();
    private readonly Stopwatch _sinceCustomerHeard = new();

    private WireCall(Bench bench)
    {
        Customer = bench.CarrierPeer();
        Agent = bench.PbxPeer();
        CustomerMedia = new MediaPeer(new(bench.Network.Carrier, MediaPort));
        AgentMedia = new MediaPeer(new(bench.Network.Pbx, MediaPort));
    }

    public WirePeer Customer { get; }

    public WirePeer Agent { get; }

    public MediaPeer CustomerMedia { get; }

    public MediaPeer AgentMedia { get; }

    /// <summary>The INVITE as the customer sent it.</summary>
    public string Invite { get; private set; } = string.Empty;

    /// <summary>The INVITE as the agent got it: its Audio is where the agent's media goes.</summary>
    public WireMessage OfferToAgent { get; private set; } = null!;

    /// <summary>The 200 as the customer got it: its Audio is where the customer's media goes.</summary>
    public WireMessage AnswerToCustomer { get; private set; } = null!;

    /// <summary>From the customer's answer to the customer's BYE: the recorder's call lasted no less.</summary>
    public TimeSpan AtLeast { get; private set; }

    /// <summary>From the agent's answer to the answer to the BYE: the recorder's call lasted no longer.</summary>
    public TimeSpan AtMost { get; private set; }

    /// <param name="media">Profile and payload types of the offer and the answer.</param>
    /// <param name="offered">Those of the offer alone, where they differ.</param>
    public static async Task<WireCall> EstablishAsync(
        Bench bench, string media = "RTP/AVP 0\r\na=rtpmap:0 PCMU/8000", string? offered = null)
    {
        var call = new WireCall(bench);
        call.Invite = call.Customer.Request("INVITE", body: call.Customer.Sdp(MediaPort, media: offered ?? media));
        await call.Customer.SendAsync(call.Invite);
        call.OfferToAgent = await call.Agent.ReceiveAsync("the INVITE", message => message.Method == "INVITE");
        call._sinceAgentAnswered.Start();
        await call.Agent.SendAsync(
            call.Agent.Response(call.OfferToAgent, 200, "OK", call.Agent.Sdp(MediaPort, media: media)));
        call.AnswerToCustomer = await call.Customer.ReceiveFinalAsync();
        Assert.Equal(200, call.AnswerToCustomer.Status);
        call._sinceCustomerHeard.Start();
        await call.Customer.SendAsync(call.Customer.InDialog("ACK", call.Invite, call.AnswerToCustomer, cseq: 1));
        await call.Agent.ReceiveAsync("the ACK", message => message.Method == "ACK");
        return call;
    }

    /// <summary>The customer hangs up; both ends see the BYE through.</summary>
    public async Task HangUpAsync()
    {
        AtLeast = _sinceCustomerHeard.Elapsed;
        await Customer.SendAsync(Customer.InDialog("BYE", Invite, AnswerToCustomer, cseq: 2));
        var bye = await Agent.ReceiveAsync("the BYE", message => message.Method == "BYE");
        await Agent.SendAsync(Agent.Response(bye, 200, "OK"));
        Assert.Equal(200, (await Customer.ReceiveAsync("the answer to the BYE", IsAnswerToBye)).Status);
        AtMost = _sinceAgentAnswered.Elapsed;
    }

    public void Dispose()
    {
        Customer.Dispose();
        Agent.Dispose();
        CustomerMedia.Dispose();
        AgentMedia.Dispose();
    }

    private static bool IsAnswerToBye(WireMessage message) =>
        message.Status >= 200 && message.Header("CSeq")!.EndsWith(" BYE", StringComparison.Ordinal);
}
