using MediaRecorder.Containers.Wav;
using MediaRecorder.Server.Demo;
using MediaRecorder.Server.Tests.Fakes;
using MediaRecorder.TestKit.Processes;

namespace MediaRecorder.Server.Tests.Demo;

public sealed class WaveformTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Levels_follow_the_file_per_channel()
    {
        Assert.True(Waveform.TryRead(SampleRecording.Write(_folder).AudioPath, 10, out var waveform));

        Assert.Equal(10, waveform.File.Seconds);
        Assert.InRange(waveform.LevelAt(0, 0), 0.9, 1);
        Assert.InRange(waveform.LevelAt(1, 0), 0.4, 0.6);
        Assert.Equal(0, waveform.LevelAt(0, 2));
        Assert.Equal(0, waveform.LevelAt(1, 6));
    }

    // REQ: B-07
    [Fact]
    public void A_single_sample_in_a_pause_is_found()
    {
        var recording = SampleRecording.Write(_folder, leak: -7);

        Assert.True(Waveform.TryRead(recording.AudioPath, 50, out var waveform));

        Assert.Equal(7, waveform.PeakBetween(5, 7));
        Assert.Equal(0, waveform.PeakBetween(2, 4));
        Assert.InRange(waveform.PeakBetween(0, 10), 7990, 8000);
    }

    [Theory]
    [InlineData((int)WavEncoding.Mulaw)]
    [InlineData((int)WavEncoding.Alaw)]
    public void G711_is_decoded(int encoding)
    {
        var format = new WavFormat((WavEncoding)encoding, 2, 8000);
        var bytes = new byte[WavHeader.PlainBytes + 1600];
        WavHeader.WriteTo(bytes, format, 1600);
        bytes.AsSpan(WavHeader.PlainBytes).Fill(format.SilenceByte);
        bytes[WavHeader.PlainBytes] = 0x2A;
        File.WriteAllBytes(_folder["a.wav"], bytes);

        Assert.True(Waveform.TryRead(_folder["a.wav"], 4, out var waveform));

        Assert.True(waveform.PeakBetween(0, 0.025) > 1000);
        Assert.InRange(waveform.PeakBetween(0.025, 0.1), 0, 8);
    }

    [Fact]
    public void An_empty_recording_is_silent()
    {
        var bytes = new byte[WavHeader.PlainBytes];
        WavHeader.WriteTo(bytes, new WavFormat(WavEncoding.Pcm16, 2, 8000), 0);
        File.WriteAllBytes(_folder["a.wav"], bytes);

        Assert.True(Waveform.TryRead(_folder["a.wav"], 4, out var waveform));

        Assert.Equal(0, waveform.LevelAt(1, 3));
    }

    [Fact]
    public void What_is_no_WAV_or_not_there_is_refused()
    {
        Assert.False(Waveform.TryRead(_folder.Write("a.wav", "no"), 4, out _));
        Assert.False(Waveform.TryRead(_folder["none.wav"], 4, out _));
    }
}
