namespace MediaRecorder.Server.Hosting;

/// <summary>
/// Says how the recorder is. Implemented by the composition; asked by HTTP threads, so it must be thread-safe and
/// quick.
/// </summary>
public interface IHealthSource
{
    /// <summary>The state now.</summary>
    HealthSnapshot ReadHealth();
}
