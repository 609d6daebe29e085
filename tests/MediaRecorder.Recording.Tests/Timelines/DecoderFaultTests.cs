using MediaRecorder.Policy.Cues;
using MediaRecorder.Policy.Model;
using MediaRecorder.Recording.Commands;
using MediaRecorder.Recording.Facts;
using MediaRecorder.Recording.Publishing;
using MediaRecorder.Recording.Tests.Fakes;
using MediaRecorder.Recording.Timelines;
using Microsoft.Extensions.Logging.Abstractions;

namespace MediaRecorder.Recording.Tests.Timelines;

/// <summary>A decoder with a bug: the 1st, 2nd, … nth payload throws. The recording ends alone.</summary>
// REQ: B-12
public sealed class DecoderFaultTests
{
    [Fact]
    public void Whichever_decode_throws_its_recording_alone_ends_and_the_call_goes_on()
    {
        for (int failing = 1; failing <= 100; failing++)
        {
            using var stage = new Stage();
            using var decoder = new FaultyDecoder(failing);
            stage.Answered();
            stage.Worker.Commands.Post(
                new SetLegFormats(stage.Id, LegId.Ingress, LegFormats.CreateFor(0, decoder)));

            // Nothing is thrown at the worker's thread, and the call goes on.
            stage.RunTo(2000);
            stage.Play(new CallEnded(stage.NowNs, CueSource.Signalling, "BYE", EndCause.CallerHungUp));
            stage.Worker.Commands.Post(new CloseRecording(stage.Id, stage.NowNs));
            stage.Turn();
            Assert.Equal(0, stage.Worker.OpenRecordings);
            Assert.Equal(0, stage.Pool.RentedBlocks);
            RecordingFailed failed = Assert.Single(stage.Facts.OfType<RecordingFailed>());
            Assert.Equal(NotRecordedReason.InternalFault, failed.Reason);
            Assert.DoesNotContain(stage.Facts, fact => fact is RecordingCompleted);
            Assert.Equal(1, stage.Disk.CountOf(".part"));

            // What was written before is not lost.
            new SpoolSweep(stage.Disk, Stage.Folders, stage.Facts.Add, stage.Metrics, NullLogger.Instance).Run();
            Assert.True(stage.Sidecar().Recovered);
            Assert.InRange(stage.Audio().Samples / 8.0, failing * 20 - 1000, failing * 20);
        }
    }
}
