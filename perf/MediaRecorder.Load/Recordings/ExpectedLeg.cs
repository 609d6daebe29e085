namespace MediaRecorder.Load.Recordings;

/// <summary>What the recording of a leg must hold.</summary>
/// <param name="First">Number of the first packet that counts.</param>
/// <param name="Packets">That were sent from <paramref name="First"/> to <paramref name="Last"/>.</param>
internal readonly record struct ExpectedLeg(int First, int Last, int Packets);
