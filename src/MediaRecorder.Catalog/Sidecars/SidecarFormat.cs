using System.Collections.Immutable;

namespace MediaRecorder.Catalog.Sidecars;

/// <summary>How an audio file is built.</summary>
/// <param name="Container">Such as <c>wav</c>.</param>
/// <param name="Encoding">Such as <c>pcm16</c>.</param>
/// <param name="SampleRate">Samples per second and channel.</param>
/// <param name="Channels">In the order of the files.</param>
/// <param name="Layout">Such as <c>stereo</c> or <c>perLeg</c>.</param>
/// <param name="PcmBecause">Why the audio is not G.711 although that was asked for.</param>
public sealed record SidecarFormat(
    string Container,
    string Encoding,
    int SampleRate,
    ImmutableArray<SidecarChannel> Channels,
    string Layout = "stereo",
    string? PcmBecause = null);
