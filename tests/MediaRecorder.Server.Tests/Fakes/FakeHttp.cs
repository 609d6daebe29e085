using System.Net;
using MediaRecorder.Server.Hosting;
using MediaRecorder.Server.Http;

namespace MediaRecorder.Server.Tests.Fakes;

/// <summary>An HTTP side without a port.</summary>
internal sealed class FakeHttp(List<string> steps, IPEndPoint listen, StartResult result) : IHttpSide
{
    public IPEndPoint Listen { get; } = listen;

    public Task<StartResult> StartAsync(CancellationToken cancellation)
    {
        steps.Add("http start");
        return Task.FromResult(result);
    }

    public ValueTask DisposeAsync()
    {
        steps.Add("http dispose");
        return ValueTask.CompletedTask;
    }
}
