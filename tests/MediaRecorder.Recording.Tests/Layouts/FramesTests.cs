using System.Buffers.Binary;
using MediaRecorder.Audio.Codecs;
using MediaRecorder.Containers.Wav;
using MediaRecorder.Recording.Layouts;

namespace MediaRecorder.Recording.Tests.Layouts;

public sealed class FramesTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(163)]
    public void Stereo_frames_hold_both_channels_in_turn_and_nothing_beyond_is_touched(int count)
    {
        var random = new Random(count);
        short[] first =
            [.. Enumerable.Range(0, count).Select(_ => (short)random.Next(short.MinValue, short.MaxValue + 1))];
        short[] second =
            [.. Enumerable.Range(0, count).Select(_ => (short)random.Next(short.MinValue, short.MaxValue + 1))];
        byte[] frames = new byte[4 * count + 8];
        frames.AsSpan().Fill(0xEE);
        Frames.Stereo(first, second, frames);
        for (int i = 0; i < count; i++)
        {
            Assert.Equal(first[i], BinaryPrimitives.ReadInt16LittleEndian(frames.AsSpan(4 * i)));
            Assert.Equal(second[i], BinaryPrimitives.ReadInt16LittleEndian(frames.AsSpan(4 * i + 2)));
        }

        Assert.All(frames[(4 * count)..], value => Assert.Equal(0xEE, value));
    }

    // REQ: B-03
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(163)]
    public void Stereo_frames_of_codes_hold_both_channels_in_turn_and_nothing_beyond_is_touched(int count)
    {
        var random = new Random(count);
        byte[] first = new byte[count];
        byte[] second = new byte[count];
        random.NextBytes(first);
        random.NextBytes(second);
        byte[] frames = new byte[2 * count + 8];
        frames.AsSpan().Fill(0xEE);
        Frames.Stereo(first, second, frames);
        for (int i = 0; i < count; i++)
            Assert.Equal((first[i], second[i]), (frames[2 * i], frames[2 * i + 1]));
        Assert.All(frames[(2 * count)..], value => Assert.Equal(0xEE, value));
    }

    // REQ: B-02
    [Theory]
    [InlineData(1, 0)]
    [InlineData(3, 0)]
    [InlineData(3, 2)]
    public void A_channel_takes_its_place_in_each_frame_and_no_other(int channelCount, int channel)
    {
        short[] samples = [1, -2, 0x1234, short.MinValue];
        byte[] frames = new byte[2 * channelCount * samples.Length];
        frames.AsSpan().Fill(0xEE);
        Frames.Place(samples, channel, channelCount, frames);
        byte[] codes = [1, 2, 3, 4];
        byte[] coded = new byte[channelCount * codes.Length];
        coded.AsSpan().Fill(0xEE);
        Frames.Place(codes, channel, channelCount, coded);
        for (int i = 0; i < samples.Length * channelCount; i++)
        {
            bool own = i % channelCount == channel;
            short sample = BinaryPrimitives.ReadInt16LittleEndian(frames.AsSpan(2 * i));
            Assert.Equal(own ? samples[i / channelCount] : unchecked((short)0xEEEE), sample);
            Assert.Equal(own ? codes[i / channelCount] : 0xEE, coded[i]);
        }
    }

    [Theory]
    [InlineData(WavEncoding.Mulaw, MuLaw.Silence)]
    [InlineData(WavEncoding.Alaw, ALaw.Silence)]
    public void Where_one_of_two_legs_is_silent_the_other_stays_as_it_came_and_else_they_add_up(
        WavEncoding law, byte silence)
    {
        short[] loud = [8000, 30_000, -30_000];
        byte[] codes = new byte[3];
        short[] heard = new short[3];
        Encode(law, loud, codes);
        byte[] sum = [silence, codes[0], silence, codes[0], codes[1], codes[2]];
        byte[] more = [codes[0], silence, silence, codes[0], codes[1], codes[2]];
        Frames.Add(more, sum, law);
        Assert.Equal([codes[0], codes[0], silence], sum[..3]);
        Decode(law, sum[3..], heard);
        Assert.InRange(heard[0], 15_500, 16_500);
        Assert.InRange(heard[1], 31_000, 32_767);
        Assert.InRange(heard[2], -32_768, -31_000);
    }

    private static void Encode(WavEncoding law, short[] pcm, byte[] codes)
    {
        if (law == WavEncoding.Alaw)
            ALaw.Encode(pcm, codes);
        else
            MuLaw.Encode(pcm, codes);
    }

    private static void Decode(WavEncoding law, byte[] codes, short[] pcm)
    {
        if (law == WavEncoding.Alaw)
            ALaw.Decode(codes, pcm);
        else
            MuLaw.Decode(codes, pcm);
    }
}
