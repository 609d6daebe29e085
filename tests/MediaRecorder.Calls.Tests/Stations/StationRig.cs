using System.Net;
using System.Text;
using MediaRecorder.Calls.Model;
using MediaRecorder.Calls.Stations;
using MediaRecorder.Calls.Tests.B2bua;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Headers;
using MediaRecorder.TestKit.Simulation;

namespace MediaRecorder.Calls.Tests.Stations;

/// <summary>
/// The B2BUA with phones on one trunk and their registrar on another, as raw text: the tests are both of them.
/// </summary>
internal sealed class StationRig
{
    public const long SecondNs = 1_000_000_000;

    public static readonly IPEndPoint Registrar = SimulatedRecorder.AgentSip;

    // As the NAT shows it; the phone itself believes to be 192.168.1.2.
    public static readonly IPEndPoint Phone = new(IPAddress.Parse("198.51.100.9"), 40_001);

    private int _branch;

    public StationRig(StationRouting routing = StationRouting.Contact, int maxRegistrations = 10)
    {
        var model = SimulatedRecorder.Model() with { MaxRegistrations = maxRegistrations };
        var stations = model.Trunks["pbx"] with
        {
            Name = "stations",
            Allow = [new AllowedSource(new IPNetwork(IPAddress.Parse("198.51.100.0"), 24), null)],
            RouteTo = "pbx",
            Registrar = "pbx",
            RegisterBy = routing,
        };
        Recorder = new SimulatedRecorder(
            new SimulatedNetwork(1), model with { Trunks = model.Trunks.Add("stations", stations) });
    }

    public SimulatedRecorder Recorder { get; }

    public Calls.B2bua.B2bua B2bua => Recorder.B2bua;

    public long NowNs { get; private set; }

    public void Pass(long seconds)
    {
        var until = NowNs + (seconds * SecondNs);
        while (B2bua.NextDeadlineNs <= until)
        {
            NowNs = Math.Max(NowNs, B2bua.NextDeadlineNs);
            B2bua.OnDeadline(NowNs);
        }

        NowNs = until;
        Taken();
    }

    /// <summary>Sends a text and returns what the B2BUA sends upon it.</summary>
    public List<(IPEndPoint To, SipMessage Message)> Send(string text, IPEndPoint source)
    {
        B2bua.Receive(Encoding.UTF8.GetBytes(text), source, NowNs);
        return Taken();
    }

    public string Request(
        string method, string uri, string headers, string user = "100", string callId = "call-1", string? body = null)
    {
        var branch = ++_branch;
        return $"{method} {uri} SIP/2.0\r\nVia: SIP/2.0/UDP 192.168.1.2:5060;branch=z9hG4bK-{branch};rport\r\n"
            + $"Max-Forwards: 70\r\nFrom: <sip:{user}@192.0.2.1>;tag=phone\r\nTo: <sip:{user}@192.0.2.1>\r\n"
            + $"Call-ID: {callId}\r\nCSeq: {branch} {method}\r\n{headers}"
            + (body is null ? string.Empty : "Content-Type: application/sdp\r\n")
            + $"Content-Length: {body?.Length ?? 0}\r\n\r\n{body}";
    }

    /// <summary>Sends a REGISTER; returns what reached the registrar, or the refusal of the recorder.</summary>
    public SipMessage Register(
        string contact = "Contact: <sip:100@192.168.1.2:5060>;expires=60\r\n",
        string user = "100",
        IPEndPoint? source = null) =>
        Assert.Single(Send(Request("REGISTER", "sip:192.0.2.1", contact, user), source ?? Phone)).Message;

    /// <summary>The registrar's answer; returns what reached the phone.</summary>
    public (IPEndPoint To, SipMessage Message) Answer(SipMessage request, int status, string headers = "") =>
        Assert.Single(Send(Text(request, status, headers), Registrar));

    /// <summary>Registers with success; returns the Contact or the Path that the registrar got.</summary>
    public string Registered(
        string contact = "<sip:100@192.168.1.2:5060>", string user = "100", IPEndPoint? source = null, int seconds = 60)
    {
        var register = Register($"Contact: {contact};expires={seconds}\r\n", user, source);
        Assert.Equal("REGISTER", register.MethodToken);
        var bound = register.Contacts[0].Uri.Text;
        Answer(register, 200, $"Contact: <{bound}>;expires={seconds}\r\n");
        return register.TryGetHeader("Path", out var path) ? path : bound;
    }

    public static string Text(SipMessage request, int status, string headers = "")
    {
        var vias = string.Concat(request.Values(SipHeaderName.Via).Select(via => $"Via: {via}\r\n"));
        return $"SIP/2.0 {status} Whatever\r\n{vias}From: {request.From.Text}\r\nTo: {request.To.Text};tag=far\r\n"
            + $"Call-ID: {request.CallId}\r\nCSeq: {request.CSeq}\r\n{headers}Content-Length: 0\r\n\r\n";
    }

    private List<(IPEndPoint To, SipMessage Message)> Taken()
    {
        var taken = new List<(IPEndPoint To, SipMessage Message)>();
        while (B2bua.TryTake(out var sent))
        {
            Assert.True(SipMessage.TryParse(sent.Bytes.Span, out var message, out _));
            taken.Add((sent.Destination.EndPoint, message));
        }

        return taken;
    }
}
