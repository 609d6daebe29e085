using System.Net;
using MediaRecorder.Server.Hosting;

namespace MediaRecorder.Server.Http;

/// <summary>
/// The HTTP side as <c>serve</c> sees it: started once, disposed once. The other implementation is a test's, without a
/// port.
/// </summary>
public interface IHttpSide : IAsyncDisposable
{
    /// <summary>The address asked for; after the start the one that is bound.</summary>
    IPEndPoint Listen { get; }

    /// <summary>Listens; an address that cannot be had is a result.</summary>
    Task<StartResult> StartAsync(CancellationToken cancellation);
}
