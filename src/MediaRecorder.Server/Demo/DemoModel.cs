using System.Collections.Immutable;
using System.Net;
using MediaRecorder.Calls.Model;
using MediaRecorder.Server.Models;
using MediaRecorder.Server.Options;

namespace MediaRecorder.Server.Demo;

/// <summary>
/// The configuration the demo's recorder runs with: the defaults, on free ports, between two phones of this machine.
/// </summary>
internal static class DemoModel
{
    public const string CustomerTrunk = "carrier";
    public const string AgentTrunk = "pbx";

    public static ServerModel Create(
        string folder, int sipPort, int firstMediaPort, IPEndPoint customer, IPEndPoint agent)
    {
        var keypad = new KeypadOptions();
        var trunks = ImmutableSortedDictionary.CreateBuilder<string, TrunkModel>(StringComparer.Ordinal);
        trunks.Add(CustomerTrunk, CreateTrunk(CustomerTrunk, TrunkSide.External, customer, AgentTrunk));
        trunks.Add(AgentTrunk, CreateTrunk(AgentTrunk, TrunkSide.Internal, agent, CustomerTrunk));
        var calls = new CallsModel(
            new IPEndPoint(IPAddress.Loopback, sipPort),
            IPAddress.Loopback,
            firstMediaPort,
            firstMediaPort + DemoPorts.MediaPorts - 1,
            MaxCalls: 1,
            TimeSpan.FromSeconds(new SipOptions().NoAnswerTimeoutSeconds),
            new KeypadModel(keypad.Pause, keypad.Resume, TimeSpan.FromMilliseconds(keypad.InterDigitTimeoutMs)),
            trunks.ToImmutable());
        return new ServerModel(
            calls,
            new MediaModel(Workers: 1, MediaModel.LeastRingBytes),
            new RecordingModel(folder, Path.Combine(folder, ".spool"), new RecordingOptions().MaxBufferBytes),
            new HttpModel(new IPEndPoint(IPAddress.Loopback, 0)),
            new LogModel(LogFormat.Text, LogLevel.Warning, OnStandardError: true));
    }

    private static TrunkModel CreateTrunk(string name, TrunkSide side, IPEndPoint phone, string routeTo)
    {
        var defaults = new TrunkOptions();
        var source = new AllowedSource(new IPNetwork(phone.Address, 32), phone.Port);
        return new TrunkModel(
            name,
            side,
            [source],
            [new NextHopModel(phone)],
            routeTo,
            defaults.Record,
            defaults.RecordHolds,
            defaults.KeypadPause);
    }
}
