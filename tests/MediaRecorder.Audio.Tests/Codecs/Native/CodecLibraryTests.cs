using MediaRecorder.Audio.Codecs;
using MediaRecorder.Audio.Codecs.Native;

namespace MediaRecorder.Audio.Tests.Codecs.Native;

public sealed class CodecLibraryTests
{
    [Fact]
    public void Library_that_is_not_there_says_so_and_nothing_breaks()
    {
        var library = new CodecLibrary("x", "libmediarecorder-no-such-codec.so.9", "nothing");

        Assert.False(library.IsAvailable);
        Assert.False(library.IsAvailable);
    }

    [Fact]
    public void Codecs_of_libraries_can_be_decoded_exactly_where_these_are_there()
    {
        Assert.Equal(CodecLibrary.Opus.IsAvailable, AudioDecoders.CanDecode(new("opus", 48000, 2)));
        Assert.Equal(CodecLibrary.G729.IsAvailable, AudioDecoders.CanDecode(new("G729", 8000)));
        Assert.All(CodecLibrary.All, library => Assert.True(library.IsAvailable, $"install {library.Package}"));
    }
}
