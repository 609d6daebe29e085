namespace MediaRecorder.Server.Tests.Fakes;

/// <summary>
/// Tests that publish the meters of the process run one after the other: two such meters would read as their sum.
/// </summary>
internal static class ProcessMeters
{
    public const string Collection = "Meters of the process";
}
