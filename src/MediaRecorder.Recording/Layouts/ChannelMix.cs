using MediaRecorder.Audio.Mixing;

namespace MediaRecorder.Recording.Layouts;

/// <summary>Adds up what the legs of one channel say at the same time. Its limiter remembers how far it has turned down, so
/// that each channel has its own. Owner: the RecordingWorker.</summary>
internal sealed class ChannelMix(int sampleRate, LayoutGains gains)
{
    // 64 ms at 8 kHz: enough for the limiter to see peaks coming, and 4 KiB of room.
    private const int BlockSamples = 512;

    private readonly Mixer _mixer = new(sampleRate, BlockSamples);

    /// <summary>The next samples of the legs, as many as <paramref name="mix"/> has; what is shut is silent in their
    /// timelines already.</summary>
    public void Take(IReadOnlyList<RecordingLeg> legs, Span<short> mix)
    {
        for (int at = 0; at < mix.Length; at += BlockSamples)
        {
            Span<short> block = mix.Slice(at, Math.Min(BlockSamples, mix.Length - at));
            for (int i = 0; i < legs.Count; i++)
            {
                if (!legs[i].Timeline.IsSilent)
                    _mixer.Add(legs[i].Timeline.Peek(mix.Length).Slice(at, block.Length), gains.Of(legs[i].Role));
            }

            _mixer.Take(block);
        }
    }
}
