using System.Net;
using System.Net.Sockets;
using MediaRecorder.Server.Hosting;
using MediaRecorder.Server.Metrics;
using MediaRecorder.Server.Models;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace MediaRecorder.Server.Http;

/// <summary>Kestrel with the three endpoints of an operator. Runs on the thread pool.</summary>
public sealed class HttpSide : IHttpSide
{
    private readonly WebApplication _application;

    /// <summary>Builds it; nothing listens yet.</summary>
    public HttpSide(HttpModel model, MetricsCollector collector, IHealthSource health, ILoggerFactory logs)
    {
        // Empty: no environment variables, no appsettings, no command line decide what we listen on.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(logs);
        builder.Services.AddRoutingCore();

        // serve handles the signals; the web host must not take them.
        builder.Services.AddSingleton<IHostLifetime, SilentLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            HttpLimits.Apply(kestrel);
            kestrel.Listen(model.Listen);
        });
        _application = builder.Build();
        Map(_application, new MetricsEndpoint(collector), new HealthEndpoints(health));
        Listen = model.Listen;
    }

    /// <inheritdoc/>
    public IPEndPoint Listen { get; private set; }

    /// <inheritdoc/>
    public async Task<StartResult> StartAsync(CancellationToken cancellation)
    {
        try
        {
            await _application.StartAsync(cancellation);
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            return StartResult.Failed("$.http.listen", $"{Listen} is in use");
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return StartResult.Failed("$.http.listen", $"{Listen} cannot be listened on: {exception.Message}");
        }

        Listen = BoundEndpoint() ?? Listen;
        return StartResult.Started;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private static void Map(WebApplication application, MetricsEndpoint metrics, HealthEndpoints health)
    {
        string[] methods = [HttpMethods.Get, HttpMethods.Head];
        application.MapMethods("/metrics", methods, (RequestDelegate)metrics.WriteAsync);
        application.MapMethods("/healthz", methods, (RequestDelegate)health.WriteLivenessAsync);
        application.MapMethods("/readyz", methods, (RequestDelegate)health.WriteReadinessAsync);
    }

    private IPEndPoint? BoundEndpoint()
    {
        var features = _application.Services.GetRequiredService<IServer>().Features;
        return features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() is { } text
            && Uri.TryCreate(text, UriKind.Absolute, out var bound)
            && IPAddress.TryParse(bound.Host, out var address)
                ? new IPEndPoint(address, bound.Port)
                : null;
    }
}
