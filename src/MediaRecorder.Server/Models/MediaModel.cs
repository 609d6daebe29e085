using System.Numerics;

namespace MediaRecorder.Server.Models;

/// <summary>The relay threads.</summary>
/// <param name="Workers">Number of MediaWorkers, at least 1; the default is resolved.</param>
/// <param name="RingBytes">Bytes of each worker's packet ring, a power of two; the default is resolved.</param>
public sealed record MediaModel(int Workers, int RingBytes)
{
    public const int LeastRingBytes = 4_194_304;

    private const long MostRingBytes = 1 << 30;

    // Half a second of both sides of a call in packets of 20 ms of G.711: on a machine that is busy to the brim the recording
    // comes that late.
    private const long BytesPerCall = 10_000;

    /// <summary>What so many calls want, when nobody says how large a ring is to be.</summary>
    public static int RingBytesFor(int calls, int workers)
    {
        var wanted = Math.Clamp((long)calls * BytesPerCall / workers, LeastRingBytes, MostRingBytes);
        return (int)BitOperations.RoundUpToPowerOf2((ulong)wanted);
    }
}
