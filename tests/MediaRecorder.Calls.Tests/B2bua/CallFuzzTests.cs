using System.Net;
using System.Text;

namespace MediaRecorder.Calls.Tests.B2bua;

/// <summary>Seeded damage to whole calls: whatever arrives, a later clean call works and nothing is left.</summary>
public sealed class CallFuzzTests
{
    private const int Runs = 300;
    private const int ShotsPerRun = 40;

    private static readonly IPEndPoint Stranger = new(IPAddress.Parse("198.51.100.66"), 5060);

    private static readonly byte[][] Fragments =
    [
        .. new[]
        {
            "\r\n", "\r\n ", "\r\n\r\n", "\"", "<", ">", ",", ";", "=", "@", "[::1]", "\0", "é", "-1", "4294967296",
            "tel:", "sips:", ";tag=", ";lr", "Require: 100rel\r\n", "c=IN IP4 0.0.0.0\r\n", "a=inactive\r\n",
            "m=audio 0 RTP/AVP 0\r\n", "Max-Forwards: 0\r\n",
            "Record-Route: <sip:proxy>\r\n", "Contact: <tel:1>\r\n", "BYE ", "CANCEL ", "ACK ", "INVITE ", "OPTIONS ",
            "SIP/2.0 200 OK\r\n", "SIP/2.0 491 X\r\n", "SIP/2.0 183 X\r\n", "SIP/2.0 302 X\r\n", "CSeq: 99 INVITE\r\n",
        }.Select(Encoding.UTF8.GetBytes),
        [0xff],
    ];

    [Fact]
    public void Damaged_copies_at_any_moment_from_anybody_break_nothing()
    {
        for (var seed = 0; seed < Runs; seed++)
        {
            var random = new Random(seed);
            var rig = new CallRig(seed: seed);
            rig.Dial(delayedOffer: seed % 4 == 0);
            for (var shot = 0; shot < ShotsPerRun; shot++)
            {
                rig.Run(random.NextDouble() * 0.2);
                Act(rig, random);
                IPEndPoint source = random.Next(8) switch
                {
                    0 => Stranger,
                    < 4 => SimulatedRecorder.CustomerSip,
                    _ => SimulatedRecorder.AgentSip
                };
                rig.Network.Send(source, SimulatedRecorder.Sip, Shot(rig, random));
            }

            // Whatever became of it, every phone hangs up, and an hour is more than any timer.
            rig.Customer.HangUp();
            Quietly(rig.Agent.HangUp);
            rig.Run(40);
            rig.Recorder.B2bua.HangUpAll(rig.Network.NowNs);
            rig.Recorder.Flush();
            rig.AssertNothingLeft();
        }
    }

    [Fact]
    public void After_the_damage_a_clean_call_works()
    {
        var random = new Random(7);
        var rig = new CallRig(SimulatedRecorder.Model(noAnswer: TimeSpan.FromSeconds(5))).Talking();
        for (var shot = 0; shot < 2000; shot++)
        {
            var source = shot % 2 == 0 ? SimulatedRecorder.CustomerSip : SimulatedRecorder.AgentSip;
            rig.Recorder.B2bua.Receive(Shot(rig, random), source, rig.Network.NowNs);
            rig.Recorder.Flush();
        }

        Quietly(rig.Customer.HangUp);
        Quietly(rig.Agent.HangUp);
        rig.Run(100);
        var before = rig.Recorder.Counters.CallsAnswered;
        rig.Wire.Clear();
        rig.Talking();
        Assert.Equal(before + 1, rig.Recorder.Counters.CallsAnswered);
        rig.Customer.HangUp();
        rig.AssertNothingLeft();
    }

    // What the phones do meanwhile; a phone whose call was broken refuses.
    private static void Act(CallRig rig, Random random)
    {
        switch (random.Next(16))
        {
            case 0:
                Quietly(() => rig.Agent.Hold());
                break;
            case 1:
                Quietly(rig.Agent.Resume);
                break;
            case 2:
                Quietly(() => rig.Customer.Hold(inactive: true));
                break;
            case 3:
                Quietly(rig.Customer.Resume);
                break;
            case 4 when random.Next(4) == 0:
                Quietly(rig.Agent.HangUp);
                break;
        }
    }

    private static void Quietly(Action act)
    {
        try
        {
            act();
        }
        catch (InvalidOperationException)
        {
            // The phone says that it cannot do this now.
        }
    }

    // Mostly a damaged copy of something of this very call, at times the copy itself or noise.
    private static byte[] Shot(CallRig rig, Random random)
    {
        var sip = rig.Wire.Where(d => d.Source.Port == 5060 || d.Destination.Port == 5060).ToArray();
        if (sip.Length == 0 || random.Next(20) == 0)
        {
            var noise = new byte[random.Next(200)];
            random.NextBytes(noise);
            return noise;
        }

        var bytes = sip[random.Next(sip.Length)].Bytes.ToArray().ToList();
        for (var edits = random.Next(5); edits > 0; edits--)
        {
            var at = random.Next(bytes.Count + 1);
            var length = Math.Min(random.Next(1, 24), bytes.Count - at);
            switch (random.Next(6))
            {
                case 0 when length > 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, length);
                    break;
                case 2:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                case 3:
                    // At the start of a line, where it may be a header of its own.
                    var line = bytes.FindIndex(at, b => b == '\n');
                    bytes.InsertRange(line < 0 ? 0 : line + 1, Fragments[random.Next(Fragments.Length)]);
                    break;
                case 4:
                    ReplaceDigit(bytes, at, random);
                    break;
                default:
                    bytes.InsertRange(at, Fragments[random.Next(Fragments.Length)]);
                    break;
            }
        }

        return [.. bytes];
    }

    // Another CSeq, status, port, branch or tag, and still a message.
    private static void ReplaceDigit(List<byte> bytes, int at, Random random)
    {
        var digit = bytes.FindIndex(at, b => b is >= (byte)'0' and <= (byte)'9');
        if (digit >= 0)
        {
            bytes[digit] = (byte)('0' + random.Next(10));
        }
    }
}
