namespace MediaRecorder.Load.Marks;

/// <summary>What a packet says about itself in its first samples.</summary>
/// <param name="Leg">Number of the leg that sent it: call × 2, plus 1 for the callee. 16 bits.</param>
/// <param name="Number">Packets the leg sent before it. 20 bits: 5.8 hours at 20 ms.</param>
internal readonly record struct PacketMark(int Leg, int Number)
{
    public const int LargestLeg = 0xFFFF;
    public const int LargestNumber = 0xFFFFF;
}
