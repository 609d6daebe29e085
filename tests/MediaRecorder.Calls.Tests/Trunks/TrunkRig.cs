using System.Collections.Immutable;
using System.Net;
using MediaRecorder.Calls.Model;
using MediaRecorder.Calls.Tests.B2bua;
using MediaRecorder.Calls.Trunks;
using MediaRecorder.Sip.Messages;

namespace MediaRecorder.Calls.Tests.Trunks;

/// <summary>Handmade calls from the customer to an internal trunk with several next hops.</summary>
internal static class TrunkRig
{
    public static readonly IPEndPoint First = SimulatedRecorder.AgentSip;
    public static readonly IPEndPoint Second = new(IPAddress.Parse("192.0.2.21"), 5060);
    public static readonly IPEndPoint Third = new(IPAddress.Parse("192.0.2.22"), 5060);

    /// <summary>The usual two trunks; the internal one has three next hops in this order, and is changed further.</summary>
    public static HandmadeCall Create(Func<TrunkModel, TrunkModel>? pbx = null, Func<CallsModel, CallsModel>? all = null)
    {
        var model = SimulatedRecorder.Model();
        var trunk = model.Trunks["pbx"] with
        {
            Allow = [.. new[] { First, Second, Third }.Select(p => new AllowedSource(new IPNetwork(p.Address, 32), null))],
            NextHops = [new NextHopModel(First, 1), new NextHopModel(Second, 2), new NextHopModel(Third, 3)],
        };
        model = model with { Trunks = model.Trunks.SetItem("pbx", pbx?.Invoke(trunk) ?? trunk) };
        return new HandmadeCall(all?.Invoke(model) ?? model);
    }

    /// <summary>The INVITE of a further call, with what it caused.</summary>
    public static List<(IPEndPoint To, SipMessage Message)> Dial(
        this HandmadeCall call, string id = "c1", string extra = "") =>
        call.Customer(call.CustomerRequest("INVITE", 1, HandmadeCall.CustomerSdp(), extra, callId: id));

    public static SipMessage To(this List<(IPEndPoint To, SipMessage Message)> sent, IPEndPoint peer, string method = "INVITE") =>
        Assert.Single(sent, m => m.To.Equals(peer) && m.Message.IsRequest && m.Message.MethodToken == method).Message;

    /// <summary>What the caller was answered beside 100, perhaps in copies.</summary>
    public static int Status(this List<(IPEndPoint To, SipMessage Message)> sent) => Assert.Single(sent
        .Where(m => m.To.Equals(SimulatedRecorder.CustomerSip) && m.Message.StatusCode > 100)
        .Select(m => m.Message.StatusCode)
        .Distinct());

    public static ImmutableArray<HopState> Hops(this HandmadeCall call, string trunk = "pbx") =>
        [.. call.Recorder.B2bua.Trunks.Trunks[trunk].HopStates.Select(hop => hop.State)];
}
