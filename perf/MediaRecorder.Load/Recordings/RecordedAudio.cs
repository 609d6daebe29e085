using System.Runtime.InteropServices;
using MediaRecorder.Audio.Codecs;
using MediaRecorder.Containers.Wav;

namespace MediaRecorder.Load.Recordings;

/// <summary>A recording's channels as samples.</summary>
internal static class RecordedAudio
{
    private const int SampleRate = 8000;

    /// <summary>Empty, with the reason, unless it is a WAV file of one or two channels at 8 kHz.</summary>
    public static short[][] Read(string path, out string? failure)
    {
        var bytes = File.ReadAllBytes(path);
        if (!WavReader.TryParse(bytes, bytes.Length, out var file, out var error))
        {
            failure = $"no WAV file: {error}";
            return [];
        }

        if (file.Format.SampleRate != SampleRate || file.Format.ChannelCount > 2)
        {
            failure = $"{file.Format.ChannelCount} channels at {file.Format.SampleRate} Hz: marks are lost in that";
            return [];
        }

        failure = null;
        var audio = bytes.AsSpan(file.AudioOffset, (int)file.AudioBytes);
        var channels = new short[file.Format.ChannelCount][];
        var pcm = Decode(audio, file.Format.Encoding);
        for (var channel = 0; channel < channels.Length; channel++)
        {
            channels[channel] = new short[pcm.Length / channels.Length];
            for (var i = 0; i < channels[channel].Length; i++)
                channels[channel][i] = pcm[i * channels.Length + channel];
        }

        return channels;
    }

    private static short[] Decode(ReadOnlySpan<byte> audio, WavEncoding encoding)
    {
        if (encoding == WavEncoding.Pcm16)
            return MemoryMarshal.Cast<byte, short>(audio).ToArray();

        var pcm = new short[audio.Length];
        if (encoding == WavEncoding.Alaw)
            ALaw.Decode(audio, pcm);
        else
            MuLaw.Decode(audio, pcm);
        return pcm;
    }
}
