using System.Net;
using MediaRecorder.Rtp.Events;
using MediaRecorder.Rtp.Packets;
using MediaRecorder.Sip.UserAgents;
using MediaRecorder.TestKit.Phones;
using MediaRecorder.TestKit.Simulation;
using MediaRecorder.TestKit.Wav;

namespace MediaRecorder.Sip.Tests.TestKit;

public sealed class SimulatedPhoneTests
{
    private const long SecondNs = 1_000_000_000;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Two_phones_hear_each_other_from_answer_to_bye(bool delayedOffer)
    {
        var (network, anna, ben) = Create(NetworkConditions.Perfect);
        anna.Microphone.SetTone(440);
        ben.Microphone.SetTone(1000);
        anna.Dial(ben.Agent.Uri, ben.Agent.Local, delayedOffer);
        network.RunUntil(3 * SecondNs);
        anna.HangUp();
        network.RunUntil(5 * SecondNs);

        Assert.InRange(anna.Heard.Packets.Count, 149, 151);
        Assert.InRange(ben.Heard.Packets.Count, 149, 151);
        Assert.Equal(1000, AudioLevel.DominantHz(anna.Heard.Samples(), 8000, 440, 1000));
        Assert.Equal(440, AudioLevel.DominantHz(ben.Heard.Samples(), 8000, 440, 1000));
        Assert.Equal(PayloadType.Pcmu, ben.Heard.Packets[0].PayloadType);
        Assert.Equal(PayloadType.Pcma, anna.Heard.Packets[0].PayloadType);
        Assert.True(Assert.Single(ben.Events.OfType<UserAgentEvent.Ended>()).ByPeer);
        Assert.Equal(0, network.Unreachable);
    }

    [Fact]
    public void A_held_phone_hears_music_and_is_not_heard()
    {
        var (network, anna, ben) = Create(NetworkConditions.Perfect);
        anna.Microphone.SetTone(440);
        ben.Microphone.SetTone(1000);
        anna.Dial(ben.Agent.Uri, ben.Agent.Local);
        network.RunUntil(SecondNs);
        anna.Hold();
        network.RunUntil(2 * SecondNs);
        anna.Resume();
        network.RunUntil(3 * SecondNs);
        anna.Hold(inactive: true);
        network.RunUntil(4 * SecondNs);

        // The re-INVITE takes some ms to and fro; the margin is two packets.
        const long Margin = 40_000_000;
        Assert.Empty(anna.Heard.Samples(SecondNs + Margin, (2 * SecondNs) - Margin));
        Assert.InRange(ben.Heard.TonePowerDbfs(440, SecondNs + Margin, 2 * SecondNs), -16, -14);
        Assert.InRange(anna.Heard.TonePowerDbfs(1000, (2 * SecondNs) + Margin, 3 * SecondNs), -16, -14);
        Assert.Empty(anna.Heard.Samples((3 * SecondNs) + Margin));
        Assert.Empty(ben.Heard.Samples((3 * SecondNs) + Margin));
    }

    [Fact]
    public void Keys_are_heard_once_each_on_a_poor_network()
    {
        var (network, anna, ben) = Create(NetworkConditions.Poor);
        anna.Dial(ben.Agent.Uri, ben.Agent.Local);
        network.RunUntil(SecondNs);
        anna.Press("#11#");
        network.RunUntil(4 * SecondNs);
        Assert.Equal("#11#", ben.Heard.Keys);
        Assert.Equal(4, ben.Heard.KeyEdges.Count(edge => edge.Edge == DigitEdge.Released));
    }

    [Fact]
    public void A_busy_phone_says_so_and_a_patient_one_rings_first()
    {
        var (network, anna, ben) = Create(NetworkConditions.Perfect, TimeSpan.FromSeconds(2));
        var carl = Phone(network, 3, new SimulatedPhoneOptions());
        anna.Dial(ben.Agent.Uri, ben.Agent.Local);
        network.RunUntil(SecondNs);
        Assert.Equal(180, Assert.Single(anna.Events.OfType<UserAgentEvent.Progress>()).Status);
        carl.Dial(ben.Agent.Uri, ben.Agent.Local);
        network.RunUntil(3 * SecondNs);
        Assert.Equal(486, Assert.Single(carl.Events.OfType<UserAgentEvent.Failed>()).Status);
        Assert.True(anna.IsInCall);
        Assert.True(ben.IsInCall);
        Assert.Equal(ben.Rtp, anna.RemoteRtp);
    }

    private static (SimulatedNetwork Network, SimulatedPhone Anna, SimulatedPhone Ben) Create(
        NetworkConditions conditions, TimeSpan? answerAfter = null)
    {
        var network = new SimulatedNetwork(3, conditions);
        var anna = Phone(network, 1, new SimulatedPhoneOptions());
        var ben = Phone(network, 2, new SimulatedPhoneOptions
        {
            AnswerAfter = answerAfter ?? TimeSpan.Zero,
            Rtp = new RtpSourceOptions { PayloadType = PayloadType.Pcma },
        });
        return (network, anna, ben);
    }

    private static SimulatedPhone Phone(SimulatedNetwork network, int number, SimulatedPhoneOptions options)
    {
        var address = IPAddress.Parse($"192.0.2.{number}");
        return new SimulatedPhone(
            network, new IPEndPoint(address, 5060), new IPEndPoint(address, 4000), $"phone{number}", number, options);
    }
}
