using System.Buffers.Binary;
using MediaRecorder.Policy.Model;
using MediaRecorder.Recording.Layouts;

namespace MediaRecorder.Recording.Tests.Layouts;

public sealed class StereoLayoutTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(163)]
    public void Frames_hold_both_legs_in_turn_and_nothing_beyond_is_touched(int count)
    {
        var random = new Random(count);
        short[] first =
            [.. Enumerable.Range(0, count).Select(_ => (short)random.Next(short.MinValue, short.MaxValue + 1))];
        short[] second =
            [.. Enumerable.Range(0, count).Select(_ => (short)random.Next(short.MinValue, short.MaxValue + 1))];
        byte[] frames = new byte[4 * count + 8];
        frames.AsSpan().Fill(0xEE);
        StereoLayout.Interleave(first, second, frames);
        for (int i = 0; i < count; i++)
        {
            Assert.Equal(first[i], BinaryPrimitives.ReadInt16LittleEndian(frames.AsSpan(4 * i)));
            Assert.Equal(second[i], BinaryPrimitives.ReadInt16LittleEndian(frames.AsSpan(4 * i + 2)));
        }

        Assert.All(frames[(4 * count)..], value => Assert.Equal(0xEE, value));
    }

    // REQ: B-02
    [Fact]
    public void Roles_have_their_place()
    {
        Assert.Equal(0, StereoLayout.IndexOf(LegRole.Customer));
        Assert.Equal(1, StereoLayout.IndexOf(LegRole.Agent));
        Assert.Equal(-1, StereoLayout.IndexOf(LegRole.ThirdParty));
    }
}
