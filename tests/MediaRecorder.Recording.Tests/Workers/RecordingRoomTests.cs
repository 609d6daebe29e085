using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using MediaRecorder.Buffers;
using MediaRecorder.Policy.Control;
using MediaRecorder.Policy.Model;
using MediaRecorder.Recording.Commands;
using MediaRecorder.Recording.Facts;
using MediaRecorder.Recording.Files;
using MediaRecorder.Recording.Layouts;
using MediaRecorder.Recording.Tests.Fakes;
using MediaRecorder.Recording.Workers;
using Microsoft.Extensions.Logging.Abstractions;

namespace MediaRecorder.Recording.Tests.Workers;

/// <summary>The threads and the real disk together, once: everything else is tested in virtual time.</summary>
public sealed class RecordingRoomTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("recorder-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_room_that_is_disposed_publishes_what_runs_and_a_new_one_finds_nothing_to_sweep()
    {
        Assert.True(RecordingFolders.TryPrepare(
            Path.Combine(_root, "spool"), Path.Combine(_root, "out"), out RecordingFolders? folders, out _, out _));
        var facts = new ConcurrentQueue<RecordingFact>();
        using var started = new ManualResetEventSlim();
        using var ring = new PacketRing(1 << 16);
        long beginNs = NowNs();
        using (RecordingRoom room = Room(folders, ring, fact =>
        {
            facts.Enqueue(fact);
            if (fact is RecordingStarted)
                started.Set();
        }))
        {
            room.Start();
            RecordingWorker worker = room.Workers[0];
            for (int i = 0; i < 20; i++)
            {
                var id = new RecordingId(new Guid(i, 0, 0, new byte[8]));
                var identity = new RecordingIdentity($"call-{i}", "", "", "", "", "", Stage.AnsweredAt);
                worker.Commands.Post(new OpenRecording(
                    id, identity, LayoutRules.Default, [new RecordedLeg(LegId.Ingress, new TapId(i), LegRole.Customer)],
                    beginNs));
                worker.Commands.Post(new ApplyActions(id, ImmutableArray.Create<RecordingAction>(
                    new StartRecording(beginNs, "test"), new SetCapture(LegId.Ingress, true, beginNs, "test"))));
            }

            Assert.True(started.Wait(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        }

        Assert.Equal(20, facts.OfType<RecordingCompleted>().Count());
        Assert.Equal(20, Directory.EnumerateFiles(folders.Recordings, "*.wav", SearchOption.AllDirectories).Count());
        Assert.Empty(Directory.EnumerateFiles(folders.Spool));
        Assert.All(
            facts.OfType<RecordingCompleted>(), fact => _ = new PublishedAudio(File.ReadAllBytes(Assert.Single(fact.AudioPaths))));
        using RecordingRoom next = Room(folders, ring, facts.Enqueue);
        Assert.Equal(0, next.SweepSpool());
    }

    private static RecordingRoom Room(RecordingFolders folders, PacketRing ring, Action<RecordingFact> onFact) => new(
        new RecordingRoomOptions(), folders, [[ring]], new Mailbox<KeyPress>(), onFact, NowNs,
        NullLogger<RecordingRoom>.Instance);

    private static long NowNs() => Stopwatch.GetElapsedTime(0).Ticks * 100;
}
