using MediaRecorder.Buffers;
using MediaRecorder.Containers.Wav;
using MediaRecorder.Policy.Model;
using MediaRecorder.Recording.Commands;
using MediaRecorder.Recording.Facts;
using MediaRecorder.Recording.Tests.Fakes;
using MediaRecorder.Recording.Timelines;
using MediaRecorder.Recording.Workers;

namespace MediaRecorder.Recording.Tests.Workers;

// REQ: J-01
public sealed class PacketBatchTests
{
    private readonly PacketBatch _batch = new();
    private readonly RecordingLeg _leg = new(
        default,
        new RecordedLeg(LegId.Ingress, new TapId(1), LegRole.Customer),
        new RecordingClock(0, 8000),
        WavEncoding.Pcm16,
        frontier: 0,
        new Mailbox<KeyPress>(),
        new TimelineScratch(new WorkerCounters()));

    [Fact]
    public void Each_recording_gets_its_packets_in_the_order_they_came()
    {
        PacketBatch.Chain even = default, odd = default;
        for (int i = 0; i < 10; i++)
            _batch.Add(ref i % 2 == 0 ? ref even : ref odd, _leg, ring: i % 3, position: i);
        Assert.Equal([(1, 1L), (0, 3), (2, 5), (1, 7), (0, 9)], TakeAll(ref odd));
        Assert.Equal([(0, 0L), (2, 2), (1, 4), (0, 6), (2, 8)], TakeAll(ref even));
        Assert.Empty(TakeAll(ref even));
    }

    [Fact]
    public void A_batch_that_was_cleared_begins_anew()
    {
        PacketBatch.Chain chain = default;
        while (!_batch.IsFull)
            _batch.Add(ref chain, _leg, 0, 1);
        TakeAll(ref chain);
        _batch.Clear();
        Assert.False(_batch.IsFull);
        _batch.Add(ref chain, _leg, 0, 2);
        Assert.Equal([(0, 2L)], TakeAll(ref chain));
    }

    [Fact]
    public void What_is_more_than_a_batch_is_recorded_all_the_same()
    {
        using var stage = new Stage().Answered();
        for (int i = 0; i < 10_000; i++)
            stage.Send(stage.Customer, [1, 2, 3]);
        stage.Send(stage.Agent, stage.Agent.Speak());
        stage.Step();
        Assert.Equal((10_001L, 10_000L), (stage.Worker.Counters.Packets, stage.Worker.Counters.MalformedPackets));
        stage.RunTo(3000);
        stage.HangUp();
        stage.Audio().AssertTone(1, 1000, 100, 2900);
    }

    private List<(int Ring, long Position)> TakeAll(ref PacketBatch.Chain chain)
    {
        List<(int, long)> taken = [];
        while (_batch.TryTake(ref chain, out RecordingLeg leg, out int ring, out long position))
        {
            Assert.Same(_leg, leg);
            taken.Add((ring, position));
        }

        return taken;
    }
}
