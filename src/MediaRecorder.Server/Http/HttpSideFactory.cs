using MediaRecorder.Server.Hosting;
using MediaRecorder.Server.Metrics;
using MediaRecorder.Server.Models;

namespace MediaRecorder.Server.Http;

/// <summary>Makes an HTTP side that does not listen yet.</summary>
public delegate IHttpSide HttpSideFactory(
    HttpModel model, MetricsCollector collector, IHealthSource health, ILoggerFactory logs);
