using System.Net;
using MediaRecorder.Net.Streams;
using MediaRecorder.Net.Tests.Streams;
using MediaRecorder.Net.Tls;

namespace MediaRecorder.Net.Tests.Tls;

/// <summary>Two transports that speak TLS to each other: one listens, one connects.</summary>
internal sealed class TlsPair : IAsyncDisposable
{
    private readonly TlsEnd _client;

    public TlsPair(TlsModel server, TlsModel client)
    {
        Server = new StreamFixture();
        Client = new StreamFixture();
        Listener = Server.Listen(EndOf(server, Server));
        _client = EndOf(client, Client);
    }

    public StreamFixture Server { get; }

    public StreamFixture Client { get; }

    public IPEndPoint Listener { get; }

    public StreamConnection Connect(string? serverName = null) =>
        Client.Transport.Connect(Listener, IPAddress.Loopback, _client, serverName);

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await Server.DisposeAsync();
    }

    private static TlsEnd EndOf(TlsModel model, StreamFixture fixture)
    {
        Assert.True(TlsEnd.TryCreate(model, fixture.Time, out var end, out var failure), failure);
        return end;
    }
}
