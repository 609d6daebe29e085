using System.Collections.Concurrent;
using System.Net;
using System.Runtime.CompilerServices;
using MediaRecorder.Buffers;
using MediaRecorder.Calls.Workers;
using MediaRecorder.Recording.Facts;
using MediaRecorder.Recording.Files;
using MediaRecorder.Recording.Layouts;
using MediaRecorder.Recording.Workers;
using MediaRecorder.TestKit.Phones;
using MediaRecorder.TestKit.Processes;
using MediaRecorder.TestKit.Simulation;
using MediaRecorder.TestKit.Wav;
using Microsoft.Extensions.Logging.Abstractions;

namespace MediaRecorder.Calls.Tests.B2bua;

/// <summary>
/// A customer and an agent whose call the real recording room records from the packets that pass, polled in virtual
/// time on the test's thread. Only when the call is over do its threads start, to bring what they hold to a real
/// folder.
/// </summary>
internal sealed class RecordedRig : ISimulatedNode, IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly PacketRing _ring = new(1 << 20);
    private readonly Mailbox<KeyPress> _keys = new();
    private readonly ConcurrentQueue<RecordingFact> _facts = new();
    private readonly RecordingRoom _room;
    private bool _isFinished;

    /// <param name="media">What happens to the packets on their way to the recorder;
    /// signalling is not disturbed.</param>
    /// <param name="layout">How calls that arrive on the customer's trunk are recorded.</param>
    /// <param name="customer">How the customer's phone sends, and the codec it prefers.</param>
    /// <param name="agent">The same of the agent's.</param>
    public RecordedRig(
        int seed,
        NetworkConditions media,
        LayoutRules? layout = null,
        SimulatedPhoneOptions? customer = null,
        SimulatedPhoneOptions? agent = null)
    {
        Network = new SimulatedNetwork(seed, startNs: 1_000_000_000);
        Assert.True(RecordingFolders.TryPrepare(_folder["spool"], _folder["out"], out var folders, out _, out _));
        _room = new RecordingRoom(
            new RecordingRoomOptions(), folders, [[_ring]], _keys, _facts.Enqueue, () => Network.NowNs,
            NullLogger<RecordingRoom>.Instance);
        var model = SimulatedRecorder.Model();
        var carrier = model.Trunks["carrier"] with { Layout = layout ?? LayoutRules.Default };
        Recorder = new SimulatedRecorder(
            Network,
            model with { Trunks = model.Trunks.SetItem("carrier", carrier) },
            new RecordingPlane(_room.Workers))
        {
            Ring = _ring,
        };
        Customer = Phone(SimulatedRecorder.CustomerSip, 4000, "customer", seed + 1, customer);
        Agent = Phone(SimulatedRecorder.AgentSip, 6000, "agent", seed + 2, agent);
        Network.SetConditions(Customer.Rtp, new IPEndPoint(SimulatedRecorder.Sip.Address, 10_000), media);
        Network.SetConditions(Agent.Rtp, new IPEndPoint(SimulatedRecorder.Sip.Address, 10_002), media);
        Network.Attach(this);
    }

    public SimulatedNetwork Network { get; }

    public SimulatedRecorder Recorder { get; }

    public SimulatedPhone Customer { get; }

    public SimulatedPhone Agent { get; }

    public long NextDeadlineNs { get; private set; }

    public void Receive(ReadOnlySpan<byte> datagram, IPEndPoint source, IPEndPoint destination, long nowNs)
    {
    }

    public void OnDeadline(long nowNs)
    {
        NextDeadlineNs = nowNs + RecordingWorker.PollPeriodNs;
        Poll(_room.Workers[0], nowNs);
        while (_keys.TryTake(out var key))
        {
            Recorder.B2bua.OnKeyPress(key, nowNs);
        }

        Recorder.Flush();
    }

    /// <summary>The published recording and its sidecar.</summary>
    public (WavFile Audio, string Sidecar) Finish()
    {
        _isFinished = true;
        _room.Start();
        _room.Dispose();
        var completed = Assert.Single(_facts.OfType<RecordingCompleted>());
        return (WavFile.Read(completed.AudioPaths[0]), File.ReadAllText(completed.SidecarPath));
    }

    public void Dispose()
    {
        if (!_isFinished)
        {
            _room.Dispose();
        }

        _ring.Dispose();
        _folder.Dispose();
    }

    // What the worker's thread does each 20 ms; it is the thread's own business, so it is not public.
    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern void Poll(RecordingWorker worker, long nowNs);

    private SimulatedPhone Phone(IPEndPoint sip, int rtpPort, string user, int seed, SimulatedPhoneOptions? options) =>
        new(Network, sip, new IPEndPoint(sip.Address, rtpPort), user, seed, options);
}
