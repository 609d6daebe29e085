using MediaRecorder.Containers.Wav;

namespace MediaRecorder.Recording.Files;

/// <summary>
/// One WAV file of a recording on its way through the spool. Paths and format never change; the rest belongs to its
/// DiskWriter, and after the last block to the finisher.
/// </summary>
/// <param name="name">Of the published file.</param>
internal sealed class AudioFile(string name, string partPath, string audioPath, WavFormat format)
{
    public string Name => name;

    public string PartPath => partPath;

    public string AudioPath => audioPath;

    public WavFormat Format => format;

    /// <summary>Open until it is sealed.</summary>
    public IOpenFile? File
    {
        get;
        set
        {
            field = value;
            Exists |= value is not null;
        }
    }

    /// <summary>It was created or found in the spool.</summary>
    public bool Exists { get; private set; }

    /// <summary>Audio bytes up to the end of the last block that reached the file: what the header may claim. In a file
    /// of G.711 there is no hole before it.</summary>
    public long AudioBytes { get; set; }

    /// <summary>Audio byte ranges [From, To) that the disk refused: silence in the file.</summary>
    public List<(long From, long To)> Refused { get; } = [];

    public void Close()
    {
        File?.Dispose();
        File = null;
    }
}
