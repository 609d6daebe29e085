using System.Collections.Immutable;
using System.Text.Json;
using MediaRecorder.Buffers;
using MediaRecorder.Policy.Control;
using MediaRecorder.Policy.Cues;
using MediaRecorder.Policy.Model;
using MediaRecorder.Recording.Commands;
using MediaRecorder.Recording.Facts;
using MediaRecorder.Recording.Files;
using MediaRecorder.Recording.Layouts;
using MediaRecorder.Recording.Publishing;
using MediaRecorder.Recording.Sidecars;
using MediaRecorder.Recording.Timelines;
using MediaRecorder.Recording.Workers;
using Microsoft.Extensions.Logging.Abstractions;

namespace MediaRecorder.Recording.Tests.Fakes;

/// <summary>
/// A call with its recording in virtual time: two talkers, the policy, a worker, a disk writer and a disk in memory,
/// all on the test's thread. Milliseconds count from the answer.
/// </summary>
internal sealed class Stage : IDisposable
{
    public const long StepNs = 20_000_000;
    public const long AnswerNs = 5_000_000_000;

    public static readonly DateTimeOffset AnsweredAt = new(2026, 3, 4, 23, 59, 58, TimeSpan.Zero);

    private readonly PacketRing _ring = new(1 << 20);
    private readonly BlockPool _pool;
    private readonly RecordingMetrics _metrics = new();
    private readonly RecordingRules _rules;
    private RecordingState _state = RecordingState.Initial;

    private readonly LayoutRules _layout;

    public Stage(
        MemoryFileSystem? disk = null,
        int maxBlocks = 8,
        RecordingRules? rules = null,
        int id = 1,
        LayoutRules? layout = null)
    {
        _layout = layout ?? LayoutRules.Default;
        Disk = disk ?? new MemoryFileSystem();
        _rules = rules ?? new RecordingRules();
        Id = new RecordingId(new Guid(id, 0, 0, new byte[8]));
        _pool = new BlockPool(DiskWriter.BlockBytes, maxBlocks);
        Journals = new JournalPool(Disk);
        var publisher = new Publisher(Disk, Journals, Facts.Add, _metrics, NullLogger.Instance);
        Writer = new DiskWriter(Disk, Journals, _pool, publisher.Publish, Facts.Add, _metrics, NullLogger.Instance);
        Worker = new RecordingWorker(
            0, [_ring], [Writer], Folders, Keys, () => NowNs, _metrics, NullLogger.Instance);
    }

    public static RecordingFolders Folders { get; } = new("/spool", "/recordings");

    public RecordingId Id { get; }

    public MemoryFileSystem Disk { get; }

    public JournalPool Journals { get; }

    public DiskWriter Writer { get; }

    public RecordingWorker Worker { get; }

    public Mailbox<KeyPress> Keys { get; } = new();

    public List<RecordingFact> Facts { get; } = [];

    public RecordingMetrics Metrics => _metrics;

    public BlockPool Pool => _pool;

    public Talker Customer { get; } = new(new TapId(11), 440, 0xC0C0);

    public Talker Agent { get; } = new(new TapId(12), 1000, 0xA0A0);

    /// <summary>Who joined later, and speaks from then on.</summary>
    public List<Talker> Others { get; } = [];

    public LegRole AgentRole { get; init; } = LegRole.Agent;

    /// <summary>Whether the legs agree on anything when the recording is opened.</summary>
    public bool SendsFormats { get; init; } = true;

    /// <summary>What the legs agreed on, unless a test says otherwise.</summary>
    public PayloadFormat[] Formats { get; init; } = [new(0, "PCMU", 8000)];

    public bool CustomerTalks { get; set; } = true;

    public bool AgentTalks { get; set; } = true;

    /// <summary>Lets the disk writer work after each poll.</summary>
    public bool DiskWorks { get; set; } = true;

    public long NowNs { get; private set; } = AnswerNs;

    public double NowMs => (NowNs - AnswerNs) / 1e6;

    public static long At(double ms) => AnswerNs + (long)(ms * 1e6);

    public Stage Open()
    {
        Worker.Commands.Post(new OpenRecording(
            Id,
            new RecordingIdentity("call-7", "abc@sbc", "carrier", "inbound", "+491701", "200", AnsweredAt),
            _layout,
            [
                new RecordedLeg(LegId.Ingress, Customer.Tap, LegRole.Customer),
                new RecordedLeg(LegId.Egress, Agent.Tap, AgentRole)
            ],
            AnswerNs));
        foreach (LegId leg in (LegId[])[LegId.Ingress, LegId.Egress])
        {
            if (SendsFormats)
                Agree(leg, Formats);
        }

        return this;
    }

    public void Agree(LegId leg, params PayloadFormat[] formats) => Worker.Commands.Post(new SetLegFormats(
        Id, leg, LegFormats.Create([.. formats, new(Talker.EventPayloadType, "telephone-event", 8000)])));

    /// <summary>A further party, which is captured and talks from now on.</summary>
    public Talker Join(int leg, LegRole role, double hz)
    {
        var talker = new Talker(new TapId(20 + leg), hz, (uint)leg) { Codec = Customer.Codec };
        Others.Add(talker);
        Worker.Commands.Post(new AddLeg(Id, new RecordedLeg(new LegId(leg), talker.Tap, role)));
        Agree(new LegId(leg), Formats);
        Play(new PartyJoined(NowNs, CueSource.Signalling, "REFER", new LegId(leg), role));
        return talker;
    }

    /// <summary>A party has gone; what still comes from it is not captured.</summary>
    public void Leave(int leg) => Play(new PartyLeft(NowNs, CueSource.Signalling, "BYE", new LegId(leg)));

    public Stage Answered()
    {
        Open();
        Play(new CallOffered(AnswerNs, CueSource.Signalling, "INVITE",
            [new CallLeg(LegId.Ingress, LegRole.Customer), new CallLeg(LegId.Egress, AgentRole)]));
        Play(new CallAnswered(AnswerNs, CueSource.Signalling, "200 OK"));
        return this;
    }

    public void Play(Cue cue)
    {
        RecordingStep step = RecordingControl.Reduce(_state, cue, _rules);
        _state = step.State;
        Worker.Commands.Post(new NoteCue(Id, cue));
        Do(step.Actions);
    }

    public void Do(ImmutableArray<RecordingAction> actions) => Worker.Commands.Post(new ApplyActions(Id, actions));

    public void Send(Talker talker, ReadOnlySpan<byte> packet) =>
        Assert.True(_ring.TryWrite(talker.Tap, NowNs, packet));

    /// <summary>Until the next poll no packet finds room.</summary>
    public void FillRing()
    {
        while (_ring.TryWrite(new TapId(99), NowNs, new byte[1400]) || _ring.TryWrite(new TapId(99), NowNs, [0]))
        {
        }
    }

    /// <summary>Without an assertion, which allocates.</summary>
    public void SendQuietly(Talker talker, byte[] packet) => _ring.TryWrite(talker.Tap, NowNs, packet);

    /// <summary>Lets the call go on, both sides talking as they are told.</summary>
    public void RunTo(double ms)
    {
        while (NowNs < At(ms))
        {
            Speak(Customer, CustomerTalks);
            Speak(Agent, AgentTalks);
            foreach (Talker other in Others)
                Speak(other, talks: true);
            NowNs += StepNs;
            if (NowNs >= At(ms) || (NowNs - AnswerNs) % RecordingWorker.PollPeriodNs == 0)
                Turn();
        }
    }

    /// <summary>Both sides talk on, and nobody polls until the end.</summary>
    public void StallTo(double ms)
    {
        while (NowNs < At(ms))
        {
            Speak(Customer, CustomerTalks);
            Speak(Agent, AgentTalks);
            NowNs += StepNs;
        }

        Turn();
    }

    /// <summary>20 ms pass; what is to be sent was sent.</summary>
    public void Step()
    {
        Pass();
        Turn();
    }

    /// <summary>20 ms pass, and nobody polls.</summary>
    public void Pass() => NowNs += StepNs;

    public void Turn()
    {
        Worker.Poll(NowNs);
        if (DiskWorks)
            Writer.Drain();
    }

    public void HangUp()
    {
        Play(new CallEnded(NowNs, CueSource.Signalling, "BYE", EndCause.CallerHungUp));
        Worker.Commands.Post(new CloseRecording(Id, NowNs));
        Turn();
    }

    /// <summary>The only published file whose name ends so.</summary>
    public PublishedAudio Audio(string ending = ".wav") => new(Disk.Only(ending).Bytes);

    public Sidecar Sidecar() => JsonSerializer.Deserialize(Disk.Only(".json").Bytes, SidecarJson.Default.Sidecar)!;

    public void Dispose()
    {
        Worker.Dispose();
        Writer.Drain();
        Writer.Dispose();
        Journals.Dispose();
        _ring.Dispose();
        _pool.Dispose();
        _metrics.Dispose();
    }

    private void Speak(Talker talker, bool talks)
    {
        if (talks)
            Send(talker, talker.Speak());
        else
            talker.Rest();
    }
}
