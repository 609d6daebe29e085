using MediaRecorder.Server.Hosting;

namespace MediaRecorder.Server.Tests.Fakes;

/// <summary>A recorder that is as the test says; healthy at first.</summary>
internal sealed class FakeHealth : IHealthSource
{
    public HealthSnapshot Now { get; set; } = new([], Listening: true, Draining: false, DiskWritable: true);

    public HealthSnapshot ReadHealth() => Now;
}
