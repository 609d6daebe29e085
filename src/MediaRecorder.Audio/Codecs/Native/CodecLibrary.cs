using System.Runtime.InteropServices;

namespace MediaRecorder.Audio.Codecs.Native;

/// <summary>A library of the system that a codec needs. Looked for once, when it is first asked for.</summary>
/// <param name="codec">As SDP names it.</param>
/// <param name="file">What the loader is asked for.</param>
/// <param name="package">Debian's package that brings it.</param>
public sealed class CodecLibrary(string codec, string file, string package)
{
    private readonly Lazy<bool> _isAvailable = new(() => NativeLibrary.TryLoad(file, out _));

    public static CodecLibrary Opus { get; } = new("opus", OpusLibrary.File, "libopus0");

    public static CodecLibrary G729 { get; } = new("G729", G729Library.File, "libbcg729-0");

    /// <summary>All that this project can make use of.</summary>
    public static IReadOnlyList<CodecLibrary> All { get; } = [Opus, G729];

    public string Codec { get; } = codec;

    public string File { get; } = file;

    public string Package { get; } = package;

    /// <summary>Without it the codec is one that cannot be decoded, and nothing else changes.</summary>
    public bool IsAvailable => _isAvailable.Value;
}
