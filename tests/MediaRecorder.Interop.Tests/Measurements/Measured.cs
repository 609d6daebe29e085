namespace MediaRecorder.Interop.Tests.Measurements;

/// <summary>Tests that measure time or load: one at a time, with no other beside it.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Measured
{
    public const string Name = "measured";
}
