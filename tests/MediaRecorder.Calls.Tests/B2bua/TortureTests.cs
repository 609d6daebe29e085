using System.Globalization;
using System.Net;
using System.Text;
using MediaRecorder.Sip.Messages;
using MediaRecorder.TestKit.Torture;
using static MediaRecorder.Calls.Tests.B2bua.HandmadeCall;

namespace MediaRecorder.Calls.Tests.B2bua;

/// <summary>RFC 4475 and RFC 5118 against the whole B2BUA, while a call runs.</summary>
// REQ: A-01
public sealed class TortureTests
{
    // Not 5060: what the Via asks for is then seen (RFC 3261 §18.2.2).
    private static readonly IPEndPoint Source = new(SimulatedRecorder.CustomerSip.Address, 40_000);

    public static TheoryData<string> Tags => [.. TortureMessages.All.Select(message => message.Tag)];

    [Theory]
    [MemberData(nameof(Tags))]
    public void Each_torture_message_has_its_outcome_and_harms_no_call(string tag)
    {
        var message = TortureMessages.ByTag(tag);
        var call = new HandmadeCall().Talking();

        var (statuses, ports) = Statuses(call, message.Bytes);
        switch (message.Expected.Verdict)
        {
            case TortureVerdict.Dropped:
                Assert.Empty(statuses);
                break;
            case TortureVerdict.Answered:
                Assert.Equal([message.Expected.Status], statuses);
                break;
            default:
                Assert.NotEmpty(statuses);
                break;
        }

        Assert.All(ports, port => Assert.Equal(message.AnswerPort ?? Source.Port, port));
        Assert.Equal(1, call.Recorder.B2bua.ActiveCalls);
        var info = Assert.Single(call.Customer(call.CustomerRequest("INFO", 2))).Message;
        Assert.Equal(200, Assert.Single(call.Agent(Response(info, 200))).Message.StatusCode);
        call.Customer(call.CustomerRequest("BYE", 3));
        call.AssertNothingLeft();
        Assert.Equal("INVITE", new HandmadeCall().Talking().Invite!.MethodToken);
    }

    // What its sender is told, by a far side that knows nobody.
    private static (List<int> Statuses, List<int> Ports) Statuses(HandmadeCall call, byte[] datagram)
    {
        var statuses = new List<int>();
        var ports = new List<int>();
        var b2bua = call.Recorder.B2bua;
        b2bua.Receive(datagram, Source, call.NowNs);
        while (b2bua.TryTake(out var sent))
        {
            var text = Encoding.Latin1.GetString(sent.Bytes.Span);
            if (text.StartsWith("SIP/2.0 ", StringComparison.Ordinal))
            {
                ports.Add(sent.Destination.EndPoint.Port);
                var status = int.Parse(text.AsSpan(8, 3), CultureInfo.InvariantCulture);
                if (status >= 200)
                {
                    statuses.Add(status);
                }
            }
            else if (!text.StartsWith("ACK ", StringComparison.Ordinal))
            {
                Assert.True(SipMessage.TryParse(sent.Bytes.Span, out var forwarded, out _));
                Assert.Equal(SimulatedRecorder.AgentSip, sent.Destination.EndPoint);
                b2bua.Receive(Encoding.UTF8.GetBytes(Response(forwarded, 404)), SimulatedRecorder.AgentSip, call.NowNs);
            }
        }

        return (statuses, ports);
    }
}
