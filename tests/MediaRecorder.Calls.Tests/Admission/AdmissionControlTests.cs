using System.Net;
using System.Text;
using MediaRecorder.Calls.Admission;
using MediaRecorder.Calls.Tests.B2bua;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.UserAgents;

namespace MediaRecorder.Calls.Tests.Admission;

// REQ: A-09
public sealed class AdmissionControlTests
{
    private const long SecondNs = 1_000_000_000;
    private static readonly IPAddress Source = IPAddress.Parse("192.0.2.10");

    [Fact]
    public void Calls_above_the_rate_are_refused_and_a_second_later_taken_again()
    {
        var admission = Control(perSecond: 4);
        Assert.Equal(4, Taken(admission, 10, nowNs: 0));
        Assert.Equal(AdmissionRefusal.RateLimit, admission.Check(Invite(), Source, 0, 0));
        Assert.Equal(1, Taken(admission, 10, SecondNs / 4));
        Assert.Equal(4, Taken(admission, 10, 2 * SecondNs));
    }

    [Fact]
    public void One_sources_flood_leaves_the_others_their_rate()
    {
        var admission = Control(perSource: 4);
        Assert.Equal(4, Taken(admission, 100, 0));
        Assert.Equal(AdmissionRefusal.SourceRateLimit, admission.Check(Invite(), Source, 0, 0));
        Assert.Null(admission.Check(Invite(), IPAddress.Parse("192.0.2.20"), 0, 0));
    }

    [Fact]
    public void A_call_refused_for_its_source_costs_the_others_nothing()
    {
        var admission = Control(perSecond: 8, perSource: 4);
        Taken(admission, 100, 0);
        Assert.Equal(
            4, Enumerable.Range(0, 4).Count(_ => admission.Check(Invite(), IPAddress.Parse("192.0.2.20"), 0, 0) is null));
    }

    [Fact]
    public void Sources_beyond_the_table_share_one_rate_until_others_have_gone_quiet()
    {
        var rates = new SourceRates(perSecond: 1);
        var taken = Enumerable.Range(0, 5000).Count(i => rates.TryTake(new IPAddress(i + 1), 0));
        Assert.Equal(SourceRates.MaxSources + 1, taken);
        Assert.Equal(SourceRates.MaxSources, rates.Count);

        Assert.True(rates.TryTake(new IPAddress(9000), SecondNs));
        Assert.Equal(1, rates.Count);
    }

    [Fact]
    public void A_loop_that_stays_behind_its_sockets_sheds_new_calls_until_it_has_caught_up()
    {
        var admission = Control();
        admission.NoteBacklog(waits: true, 0);
        admission.NoteBacklog(waits: true, SecondNs / 5);
        Assert.Null(admission.Check(Invite(), Source, 0, SecondNs / 4));
        Assert.Equal(AdmissionRefusal.Overload, admission.Check(Invite(), Source, 0, (SecondNs / 4) + 1));
        admission.NoteBacklog(waits: false, SecondNs);
        Assert.Null(admission.Check(Invite(), Source, 0, 2 * SecondNs));
    }

    [Theory]
    [InlineData("sip:1@192.0.2.1", "<urn:service:sos>", "", true)]
    [InlineData("sip:1@192.0.2.1", "<urn:service:sos.fire>", "", true)]
    [InlineData("urn:service:sos", "<sip:1@192.0.2.1>", "", true)]
    [InlineData("sip:1@192.0.2.1", "<urn:service:sosumi>", "", false)]
    [InlineData("sip:1@192.0.2.1", "<sip:1@192.0.2.1>", "Resource-Priority: dsn.flash, esnet.1\r\n", true)]
    [InlineData("sip:1@192.0.2.1", "<sip:1@192.0.2.1>", "Resource-Priority: dsn.flash\r\n", false)]
    [InlineData("sip:1@192.0.2.1", "<sip:1@192.0.2.1>", "", false)]
    public void Emergency_calls_are_exempt_from_rates_and_shedding_but_not_from_the_number_of_calls(
        string uri, string to, string header, bool isExempt)
    {
        var admission = Control(perSecond: 1);
        Assert.Null(admission.Check(Invite(), Source, 0, 0));
        admission.NoteBacklog(waits: true, -SecondNs);

        var invite = Invite(uri, to, header);
        Assert.Equal(isExempt ? null : AdmissionRefusal.Overload, admission.Check(invite, Source, 0, 0));
        admission.NoteBacklog(waits: false, 0);
        Assert.Equal(isExempt ? null : AdmissionRefusal.RateLimit, admission.Check(invite, Source, 0, 0));
        Assert.Equal(AdmissionRefusal.AdmissionLimit, admission.Check(invite, Source, 100, 0));
        admission.IsDraining = true;
        Assert.Equal(AdmissionRefusal.Draining, admission.Check(invite, Source, 0, 0));
    }

    [Fact]
    public void A_draining_recorder_refuses_calls_and_health_checks_and_lets_running_calls_hold_and_end()
    {
        var rig = new CallRig().Talking();
        rig.Recorder.B2bua.StartDraining();
        rig.Recorder.B2bua.Receive(Request("OPTIONS").Raw.Span, SimulatedRecorder.CustomerSip, rig.Network.NowNs);
        Assert.True(rig.Recorder.B2bua.TryTake(out var health));
        Assert.StartsWith("SIP/2.0 503 ", Encoding.ASCII.GetString(health.Bytes.Span), StringComparison.Ordinal);
        Assert.Contains("\r\nRetry-After: ", Encoding.ASCII.GetString(health.Bytes.Span), StringComparison.Ordinal);

        rig.Customer.Hold();
        rig.Run(1);
        Assert.Equal(200, rig.Customer.Events.OfType<UserAgentEvent.ReinviteAnswered>().Single().Status);
        Assert.True(rig.Agent.IsInCall);
        rig.Customer.HangUp();
        rig.Run(1);
        Assert.True(CallRig.HasEnded(rig.Agent));
        rig.Dial();
        rig.Run(1);
        Assert.Equal(503, rig.CustomerFailure);
        Assert.Equal(1, rig.Recorder.Counters.NotAdmitted(AdmissionRefusal.Draining));
        rig.AssertNothingLeft();
    }

    [Fact]
    public void A_flood_of_100000_half_open_transactions_takes_half_the_table_and_another_peers_call_goes_through()
    {
        var rig = new CallRig();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < 100_000; i++)
        {
            // Never acknowledged: each waits for its ACK for 32 s.
            var invite = Text("INVITE", uri: "sip:192.0.2.1", id: i);
            rig.Recorder.B2bua.Receive(invite, SimulatedRecorder.AgentSip, rig.Network.NowNs);
            while (rig.Recorder.B2bua.TryTake(out _))
            {
            }
        }

        var heldBytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.Equal(20_000, rig.Recorder.B2bua.ActiveTransactions);
        Assert.Equal(80_000, rig.Recorder.B2bua.TransactionCounters.RequestsOverShare);

        // 24 MB when it was written; other tests allocate meanwhile.
        Assert.True(heldBytes < 64 << 20, $"{heldBytes} bytes held");

        rig.Talking();
        rig.Customer.HangUp();
        rig.Run(1);
        Assert.True(CallRig.HasEnded(rig.Agent));
    }

    private static AdmissionControl Control(int perSecond = 0, int perSource = 0) =>
        new(new AdmissionModel(perSecond, perSource, TimeSpan.Zero), maxCalls: 100);

    private static int Taken(AdmissionControl admission, int tries, long nowNs) =>
        Enumerable.Range(0, tries).Count(_ => admission.Check(Invite(), Source, 0, nowNs) is null);

    private static SipMessage Invite(
        string uri = "sip:1@192.0.2.1", string to = "<sip:1@192.0.2.1>", string header = "") =>
        Request("INVITE", uri, to, header);

    private static SipMessage Request(
        string method, string uri = "sip:1@192.0.2.1", string to = "<sip:1@192.0.2.1>", string header = "")
    {
        Assert.True(SipMessage.TryParse(Text(method, uri, to, header), out var message, out _));
        return message;
    }

    private static byte[] Text(
        string method, string uri, string to = "<sip:1@192.0.2.1>", string header = "", int id = 1) =>
        Encoding.ASCII.GetBytes(
            $"{method} {uri} SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK{id}\r\n"
            + $"From: <sip:a@192.0.2.10>;tag=a\r\nTo: {to}\r\nCall-ID: {id}\r\nCSeq: 1 {method}\r\n"
            + $"Contact: <sip:a@192.0.2.10>\r\n{header}Content-Length: 0\r\n\r\n");
}
