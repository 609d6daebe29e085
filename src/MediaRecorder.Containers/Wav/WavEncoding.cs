namespace MediaRecorder.Containers.Wav;

public enum WavEncoding
{
    /// <summary>16 bits, little-endian, signed.</summary>
    Pcm16,

    /// <summary>ITU-T G.711 µ-law, 8 bits.</summary>
    Mulaw,

    /// <summary>ITU-T G.711 A-law, 8 bits.</summary>
    Alaw,
}
