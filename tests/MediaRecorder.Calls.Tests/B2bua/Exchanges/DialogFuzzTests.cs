using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;
using MediaRecorder.Calls.Model;
using MediaRecorder.Sip.Messages;
using MediaRecorder.TestKit.Fuzzing;
using static MediaRecorder.Calls.Tests.B2bua.HandmadeCall;

namespace MediaRecorder.Calls.Tests.B2bua.Exchanges;

/// <summary>
/// Two sides that say whatever comes to their minds, well formed or not, in dialogs that are real: every method, every
/// answer, reliable or not, at any moment. Seeded; for longer: <c>MEDIARECORDER_FUZZ_SECONDS=3600</c>, for all modes
/// together.
/// </summary>
// REQ: A-01
public sealed class DialogFuzzTests
{
    private const int Runs = 400;
    private const int StepsPerRun = 60;
    private const string Joined = "a third party that joined";

    private static readonly string[] Methods =
        ["INVITE", "ACK", "BYE", "CANCEL", "PRACK", "UPDATE", "INFO", "REFER", "NOTIFY", "MESSAGE", "OPTIONS"];

    private static readonly int[] Statuses =
        [100, 180, 183, 183, 199, 200, 200, 200, 202, 302, 401, 408, 422, 481, 486, 487, 488, 491, 500, 603];

    private static readonly string[] Tags = ["agent", "agent", "agent", "other", "third"];

    [Theory]
    [InlineData(BlindTransferMode.Pass)]
    [InlineData(BlindTransferMode.Execute)]
    [InlineData(BlindTransferMode.Conference)]
    public void Whatever_two_sides_say_nothing_breaks_and_nothing_is_left(BlindTransferMode transfers)
    {
        var reached = new Dictionary<string, int>();
        var runs = 0;
        foreach (var seed in FuzzRun.Seeds(Runs, targets: 3))
        {
            TryOne(seed, transfers, reached);
            runs++;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{runs} seeds");

        Assert.True(transfers != BlindTransferMode.Conference || reached.GetValueOrDefault(Joined) > runs / 20);

        // What is not reached is not tested.
        Assert.All(
            ((string[])["ACK", "BYE", "CANCEL", "PRACK", "UPDATE", "INFO", "REFER", "NOTIFY", "INVITE"])
                .Where(method => transfers == BlindTransferMode.Pass || method != "REFER"),
            method => Assert.True(reached.GetValueOrDefault(method) > runs / 20, method));
    }

    private static void TryOne(int seed, BlindTransferMode transfers, Dictionary<string, int> reached)
    {
        try
        {
            var run = new Run(seed, transfers, reached);
            for (var step = 0; step < StepsPerRun; step++)
            {
                run.Step();
            }

            run.End();
        }
        catch (Exception finding)
        {
            throw new InvalidOperationException($"seed {seed}, {transfers}: {finding.Message}", finding);
        }
    }

    private sealed class Run
    {
        private readonly Random _random;
        private readonly Dictionary<string, int> _reached;
        private readonly HandmadeCall _call;
        private readonly Dictionary<IPEndPoint, List<SipMessage>> _requests = new()
        {
            [SimulatedRecorder.CustomerSip] = [],
            [SimulatedRecorder.AgentSip] = [],
        };

        private readonly List<SipMessage> _answers = [];
        private int _cseq = 1;
        private int _rseq = 1;

        public Run(int seed, BlindTransferMode transfers, Dictionary<string, int> reached)
        {
            var model = SimulatedRecorder.Model();
            _call = new HandmadeCall(model with
            {
                Trunks = model.Trunks.ToImmutableSortedDictionary(
                    trunk => trunk.Key, trunk => trunk.Value with { BlindTransfer = transfers }),
            })
            {
                IsFedRubbish = true,
            };
            _reached = reached;
            _random = new Random(seed);
            var joins = transfers == BlindTransferMode.Conference && _random.Next(2) == 0;
            _call.Offered(!joins && _random.Next(4) == 0 ? "" : CustomerSdp(), "Supported: 100rel\r\nAllow: UPDATE\r\n");
            _requests[SimulatedRecorder.AgentSip].Add(_call.Invite!);
            if (joins)
            {
                Join();
                return;
            }

            if (_random.Next(2) == 0)
            {
                Say(fromCustomer: false, Response(_call.Invite!, 183, AgentSdp(), extra: "Require: 100rel\r\nRSeq: 1\r\n"));
                _rseq = 2;
            }
        }

        // Three talk from the start.
        private void Join()
        {
            _call.Answered(_call.Invite!);
            _answers.Add(_call.Answer!);
            Take(_call.Agent(_call.AgentRequest("REFER", ++_cseq, extra: "Refer-To: <sip:4712@192.0.2.1>\r\n")));
            Take(_call.Customer(Response(_requests[SimulatedRecorder.CustomerSip][^1], 200, CustomerSdp(port: 4200))));
        }

        public void Step()
        {
            switch (_random.Next(10))
            {
                case 0:
                    Take(_call.Wait(_random.NextDouble() * (_random.Next(10) == 0 ? 40 : 1)));
                    break;
                case < 4:
                    Say(fromCustomer: true, Request(fromCustomer: true));
                    break;
                case < 6:
                    Say(fromCustomer: false, Request(fromCustomer: false));
                    break;
                default:
                    Respond(fromCustomer: _random.Next(3) == 0);
                    break;
            }
        }

        public void End()
        {
            _reached[Joined] = _reached.GetValueOrDefault(Joined) + (int)_call.Recorder.Counters.PartiesJoined;
            _call.HangUpAll();
            _call.AssertNothingLeft();
        }

        private string Request(bool fromCustomer)
        {
            var method = Methods[_random.Next(Methods.Length)];
            var cseq = method is "ACK" or "CANCEL" ? _random.Next(1, _cseq + 1) : ++_cseq;
            var body = _random.Next(2) == 0 ? "" : Body(fromCustomer);
            var extra = method switch
            {
                "PRACK" => string.Create(
                    CultureInfo.InvariantCulture, $"RAck: {_random.Next(1, 4)} {_random.Next(1, 3)} INVITE\r\n"),
                "REFER" => "Refer-To: <sip:4712@192.0.2.1>\r\n",
                "NOTIFY" => "Event: refer;id=2\r\nSubscription-State: active\r\n",
                _ => "",
            };
            if (!fromCustomer)
            {
                return MaybeMixed(_call.AgentRequest(method, cseq, body, extra).Replace(
                    ";tag=agent", ";tag=" + Tags[_random.Next(Tags.Length)], StringComparison.Ordinal));
            }

            if (_random.Next(3) == 0
                && _requests[SimulatedRecorder.CustomerSip].Find(r => r.Method == SipMethod.Invite && r.CallId != "c1") is { } joining)
            {
                return MaybeMixed(ThirdsRequest(joining, method, cseq, body, extra));
            }

            var answer = _answers.Count == 0 ? null : _answers[_random.Next(_answers.Count)];
            if (_answers.FindLast(a => a.TryGetHeader("RSeq", out _)) is { } reliable && _random.Next(3) == 0)
            {
                _ = reliable.TryGetHeader("RSeq", out var rseq);
                (answer, method, cseq) = (reliable, "PRACK", ++_cseq);
                extra = $"RAck: {rseq} {reliable.CSeq}\r\n";
            }

            var to = answer?.To.Text ?? "<sip:4711@192.0.2.1>";
            return MaybeMixed(_call.CustomerRequest(method, cseq, body, extra, method == "CANCEL" ? "1" : null).Replace(
                "To: <sip:4711@192.0.2.1>", "To: " + to, StringComparison.Ordinal));
        }

        // In the dialog that a third party has, or would have.
        private static string ThirdsRequest(SipMessage invite, string method, int cseq, string body, string extra)
        {
            var text = new StringBuilder($"{method} {invite.Contacts[0].Uri.Text} SIP/2.0\r\n");
            text.Append(CultureInfo.InvariantCulture, $"Via: SIP/2.0/UDP 192.0.2.10;branch=z9hG4bK-3{method}{cseq}\r\nMax-Forwards: 70\r\n");
            text.Append(CultureInfo.InvariantCulture, $"From: {invite.To.Text};tag=agent\r\nTo: {invite.From.Text}\r\n");
            text.Append(CultureInfo.InvariantCulture, $"Call-ID: {invite.CallId}\r\nCSeq: {cseq} {method}\r\nContact: <sip:3@192.0.2.10>\r\n");
            text.Append(extra).Append(body.Length > 0 ? "Content-Type: application/sdp\r\n" : "");
            return text.Append(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\r\n\r\n{body}").ToString();
        }

        // Now and then the session description is one part of two.
        private string MaybeMixed(string message)
        {
            var end = message.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
            if (end == message.Length || _random.Next(6) != 0)
            {
                return message;
            }

            var body = $"--b\r\nc: application/sdp\r\n\r\n{message[end..]}\r\n--b\r\nc: application/isup\r\n\r\nx\r\n--b--";
            var head = message[..message.IndexOf("Content-Type", StringComparison.Ordinal)];
            return $"{head}Content-Type: multipart/mixed;boundary=b\r\nContent-Length: {body.Length}\r\n\r\n{body}";
        }

        private void Respond(bool fromCustomer)
        {
            var asked = _requests[fromCustomer ? SimulatedRecorder.CustomerSip : SimulatedRecorder.AgentSip];
            if (asked.Count == 0)
            {
                return;
            }

            // Mostly the newest, and one is answered more than once.
            var request = asked[Math.Max(_random.Next(asked.Count), _random.Next(asked.Count))];
            var status = Statuses[_random.Next(Statuses.Length)];
            var extra = status is > 100 and < 200 && _random.Next(2) == 0
                ? string.Create(CultureInfo.InvariantCulture, $"Require: 100rel\r\nRSeq: {(_random.Next(4) == 0 ? _random.Next(9) : _rseq++)}\r\n")
                : "";
            var body = _random.Next(2) == 0 ? "" : Body(fromCustomer);
            Say(fromCustomer, MaybeMixed(Response(request, status, body, Tags[_random.Next(Tags.Length)], extra)));
        }

        private string Body(bool fromCustomer)
        {
            var extra = _random.Next(4) switch
            {
                0 => "a=sendonly\r\n",
                1 => "a=inactive\r\n",
                _ => "",
            };
            var port = _random.Next(8) == 0 ? 0 : 4000 + (2 * _random.Next(100));
            return fromCustomer ? CustomerSdp(port, _cseq, extra) : AgentSdp(port, _cseq, extra);
        }

        private void Say(bool fromCustomer, string text)
        {
            var source = fromCustomer ? SimulatedRecorder.CustomerSip : SimulatedRecorder.AgentSip;
            for (var copies = _random.Next(8) == 0 ? 2 : 1; copies > 0; copies--)
            {
                Take(_call.Receive(_random.Next(6) == 0 ? Damaged(text) : text, source));
            }
        }

        private string Damaged(string text)
        {
            var damaged = new StringBuilder(text);
            for (var edits = _random.Next(1, 4); edits > 0 && damaged.Length > 30; edits--)
            {
                var at = _random.Next(damaged.Length - 20);
                switch (_random.Next(3))
                {
                    case 0:
                        damaged[at] = (char)_random.Next(32, 127);
                        break;
                    case 1:
                        damaged.Remove(at, _random.Next(1, 20));
                        break;
                    default:
                        damaged.Insert(at, damaged.ToString(at, _random.Next(1, 20)));
                        break;
                }
            }

            return damaged.ToString();
        }

        private void Take(List<(IPEndPoint To, SipMessage Message)> sent)
        {
            foreach (var (to, message) in sent)
            {
                _reached[message.MethodToken] = _reached.GetValueOrDefault(message.MethodToken) + (message.IsRequest ? 1 : 0);
                if (!message.IsRequest && to.Equals(SimulatedRecorder.CustomerSip) && message.To.Tag is not null)
                {
                    _answers.Add(message);
                }
                else if (message.IsRequest && message.Method != SipMethod.Ack && _requests.TryGetValue(to, out var asked))
                {
                    asked.Add(message);
                }
            }
        }
    }
}
