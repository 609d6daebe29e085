using System.Numerics;

namespace MediaRecorder.Policy.Model;

/// <summary>A set of legs of one call with value equality, so that whole states can be compared.</summary>
/// <param name="Bits">Bit n stands for the leg n.</param>
public readonly record struct LegSet(ulong Bits)
{
    public const int Capacity = 64;

    public static readonly LegSet Empty = new(0);

    public bool IsEmpty => Bits == 0;

    public int Count => BitOperations.PopCount(Bits);

    /// <summary>Whether a leg with this number can be a member at all.</summary>
    public static bool CanHold(LegId leg) => (uint)leg.Value < Capacity;

    public bool Contains(LegId leg) => CanHold(leg) && (Bits & Bit(leg)) != 0;

    public LegSet With(LegId leg) => CanHold(leg) ? new LegSet(Bits | Bit(leg)) : this;

    public LegSet Without(LegId leg) => CanHold(leg) ? new LegSet(Bits & ~Bit(leg)) : this;

    private static ulong Bit(LegId leg) => 1UL << leg.Value;
}
