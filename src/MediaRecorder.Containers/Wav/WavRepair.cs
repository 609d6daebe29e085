namespace MediaRecorder.Containers.Wav;

/// <summary>
/// Makes the header of a file true again whose writer was killed. Only for files where nothing follows the audio, as
/// in the spool: everything from the first audio byte to the end of the file is taken as audio.
/// </summary>
public static class WavRepair
{
    /// <summary>Computes the head that the file should have.</summary>
    /// <param name="head">The first bytes of the file, up to and including the head of its data chunk.</param>
    /// <param name="fileBytes">Length of the whole file.</param>
    /// <param name="repaired">Takes the bytes to write at offset 0, at most as many as <paramref name="head"/>.</param>
    /// <param name="repairedBytes">How many: up to the first audio byte.</param>
    /// <param name="file">What the file holds once they are written.</param>
    /// <returns>False when the head cannot be read; then a writer that knows the format (from its journal) uses
    /// <see cref="WavHeader.WriteTo"/> instead.</returns>
    /// <exception cref="ArgumentException"><paramref name="repaired"/> is shorter than the head up to the
    /// audio.</exception>
    public static bool TryRepair(
        ReadOnlySpan<byte> head,
        long fileBytes,
        Span<byte> repaired,
        out int repairedBytes,
        out WavFile file,
        out WavParseError error)
    {
        repairedBytes = 0;
        if (!WavReader.TryParse(head, fileBytes, out file, out error))
            return false;
        if (repaired.Length < file.AudioOffset)
            throw new ArgumentException("Shorter than the head to write.", nameof(repaired));
        // Only the head of a complete file claims an odd size; what follows is its pad byte and no sample.
        var isComplete = WavFormat.PadBytes(file.AudioBytes) == 1 && file.AudioOffset + file.AudioBytes + 1 == fileBytes;
        var audioBytes = isComplete
            ? file.AudioBytes
            : file.Format.ClaimableBytes(fileBytes - file.AudioOffset);
        file = file with { AudioBytes = audioBytes };
        repairedBytes = file.AudioOffset;
        head[..repairedBytes].CopyTo(repaired);
        WavHeader.WriteSizes(repaired[..repairedBytes], file.Format, audioBytes);
        return true;
    }
}
