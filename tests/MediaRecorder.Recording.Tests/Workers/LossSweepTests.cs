using MediaRecorder.Buffers;
using MediaRecorder.Policy.Model;
using MediaRecorder.Recording.Facts;
using MediaRecorder.Recording.Layouts;
using MediaRecorder.Recording.Publishing;
using MediaRecorder.Recording.Sidecars;
using MediaRecorder.Recording.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace MediaRecorder.Recording.Tests.Workers;

/// <summary>
/// A short call in which the 1st, 2nd, … nth of what brings its audio to the disk is refused: the sidecar says what is
/// missing, and all else is the audio of the same call without a failure, sample by sample.
/// </summary>
// REQ: A-09 B-01 B-06 B-09
public sealed class LossSweepTests
{
    private const int CallMs = 2000;
    private const int PacketMs = 20;
    private const int Packets = CallMs / PacketMs;

    // The first sound after what was made up is blended with it.
    private const int JoinMs = 10;

    [Theory]
    [InlineData(LayoutKind.Stereo)]
    [InlineData(LayoutKind.PerLeg)]
    public void Each_packet_in_turn_finds_the_ring_full_and_is_missing_alone(LayoutKind kind)
    {
        short[][] whole = Whole(kind);
        for (int n = 0; n < Packets; n++)
        {
            using Stage stage = Begin(kind);
            stage.RunTo(n * PacketMs);
            stage.FillRing();
            stage.SendQuietly(stage.Customer, stage.Customer.Speak());
            stage.SendQuietly(stage.Agent, stage.Agent.Speak());
            stage.Step();
            End(stage);

            Sidecar sidecar = stage.Sidecar();
            foreach (SidecarLegQuality quality in sidecar.Quality)
            {
                // Nobody can know of a packet before the first, or after the last.
                Assert.Equal(n is 0 or Packets - 1 ? 0 : 1, quality.Lost);
                Assert.Equal((Packets - 1, PacketMs), (quality.Received, quality.GapMs));
            }

            int from = n * PacketMs * 8;
            AssertDiffersOnly(Channels(stage, sidecar), whole, from, from + (PacketMs + JoinMs) * 8, $"packet {n}");
        }
    }

    [Theory]
    [InlineData(LayoutKind.Stereo)]
    [InlineData(LayoutKind.PerLeg)]
    public void Each_write_in_turn_finds_no_memory_and_its_audio_is_a_listed_gap(LayoutKind kind)
    {
        short[][] whole = Whole(kind);
        int gaps = 0;
        for (int n = 0; n <= Packets; n++)
        {
            using Stage stage = Begin(kind);
            stage.RunTo(n * PacketMs);
            var taken = new Stack<Block>();
            while (stage.Pool.TryRent(out Block? block))
                taken.Push(block);
            if (n == Packets)
                stage.HangUp();
            else
                stage.RunTo((n + 1) * PacketMs);
            while (taken.TryPop(out Block? block))
                stage.Pool.Return(block);
            if (n < Packets)
                End(stage);

            gaps += AssertOnlyGapsAreMissing(stage, whole);
            Assert.Equal(stage.Sidecar().Segments.Count(IsGap), stage.Worker.Counters.DroppedBlocks);
        }

        // One for each write of the call.
        Assert.InRange(gaps, CallMs / 320, Packets);
    }

    [Theory]
    [InlineData(LayoutKind.Stereo)]
    [InlineData(LayoutKind.PerLeg)]
    public void Each_write_in_turn_is_refused_by_the_disk_and_what_was_not_written_is_a_listed_gap(LayoutKind kind)
    {
        short[][] whole = Whole(kind);
        int writes;
        using (Stage stage = Begin(kind))
        {
            End(stage);
            writes = stage.Disk.Counts[DiskOperation.Write];
        }

        int gaps = 0;
        for (int n = 1; n <= writes; n++)
        {
            int failing = n;
            using Stage stage = Begin(kind);
            stage.Disk.Fails = (operation, _, number) => operation == DiskOperation.Write && number == failing;
            End(stage);
            gaps += AssertOnlyGapsAreMissing(stage, whole);
        }

        Assert.InRange(gaps, CallMs / 320, writes);
    }

    private static Stage Begin(LayoutKind kind)
    {
        var encoding = kind == LayoutKind.Stereo ? RecordingEncoding.Pcm16 : RecordingEncoding.G711;
        return new Stage(layout: new LayoutRules { Kind = kind, Encoding = encoding }).Answered();
    }

    private static void End(Stage stage)
    {
        stage.RunTo(CallMs);
        stage.HangUp();
    }

    private static short[][] Whole(LayoutKind kind)
    {
        using Stage stage = Begin(kind);
        End(stage);
        Sidecar sidecar = stage.Sidecar();
        Assert.DoesNotContain(sidecar.Segments, IsGap);
        return Channels(stage, sidecar);
    }

    private static short[][] Channels(Stage stage, Sidecar sidecar) =>
        [.. sidecar.Format.Channels.Select(channel => stage.Audio(channel.File).Channel(channel.Index).ToArray())];

    private static bool IsGap(SidecarSegment segment) => segment.Kind == SegmentKind.Gap;

    private static void AssertDiffersOnly(short[][] heard, short[][] whole, int from, int to, string failing)
    {
        Assert.Equal(whole.Length, heard.Length);
        for (int channel = 0; channel < whole.Length; channel++)
        {
            Assert.Equal(whole[channel].Length, heard[channel].Length);
            for (int i = 0; i < whole[channel].Length; i++)
            {
                if (heard[channel][i] != whole[channel][i] && (i < from || i >= to))
                    Assert.Fail($"{failing}: sample {i} of channel {channel} differs");
            }
        }
    }

    // A file whose last step failed is published by the next sweep. Answers how many gaps are listed.
    private static int AssertOnlyGapsAreMissing(Stage stage, short[][] whole)
    {
        stage.Disk.Fails = (_, _, _) => false;
        bool completed = Assert.Single(stage.Facts, fact => fact is RecordingCompleted or RecordingFailed) is RecordingCompleted;
        if (!completed)
            new SpoolSweep(stage.Disk, Stage.Folders, stage.Facts.Add, stage.Metrics, NullLogger.Instance).Run();
        Sidecar sidecar = stage.Sidecar();
        Assert.Equal(!completed, sidecar.Recovered);
        SidecarSegment[] gaps = [.. sidecar.Segments.Where(IsGap)];
        short[][] heard = Channels(stage, sidecar);
        Assert.Equal(whole.Length, heard.Length);
        for (int channel = 0; channel < whole.Length; channel++)
        {
            Assert.Equal(whole[channel].Length, heard[channel].Length);
            for (int i = 0; i < whole[channel].Length; i++)
            {
                bool isListed = gaps.Any(gap => i >= gap.StartSample && i < gap.EndSample);
                if (heard[channel][i] != whole[channel][i] && !(isListed && heard[channel][i] == 0))
                    Assert.Fail($"sample {i} of channel {channel} differs; listed: {string.Join(", ", gaps.Select(gap => $"{gap.StartSample}..{gap.EndSample}"))}");
            }
        }

        return gaps.Length;
    }
}
