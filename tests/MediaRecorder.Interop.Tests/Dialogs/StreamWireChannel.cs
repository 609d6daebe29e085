using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using MediaRecorder.Interop.Tests.Wire;

namespace MediaRecorder.Interop.Tests.Dialogs;

/// <summary>TCP or TLS: one connection to the recorder, opened when first needed, and those that the recorder opens.</summary>
internal sealed class StreamWireChannel : IWireChannel
{
    private readonly IPEndPoint _recorder;
    private readonly WireTls? _tls;
    private readonly IPAddress _local;
    private readonly TcpListener _listener;
    private readonly ConcurrentDictionary<IPEndPoint, Stream> _streams = [];
    private readonly Channel<WireMessage> _messages = Channel.CreateUnbounded<WireMessage>();
    private readonly ConcurrentBag<Task> _tasks = [];
    private readonly List<TcpClient> _clients = [];
    private readonly SemaphoreSlim _sending = new(1);
    private Stream? _dialled;

    public StreamWireChannel(IPEndPoint local, IPEndPoint recorder, WireTls? tls)
    {
        _recorder = recorder;
        _tls = tls;
        _local = local.Address;
        _listener = new TcpListener(local);
        _listener.Start();
        _tasks.Add(AcceptAsync());
    }

    public string Protocol => _tls is null ? "TCP" : "TLS";

    public ChannelReader<WireMessage> Messages => _messages.Reader;

    /// <summary>Connections that the recorder opened.</summary>
    public int AcceptedConnections { get; private set; }

    public async Task SendAsync(string message, IPEndPoint? replyTo = null)
    {
        await _sending.WaitAsync();
        try
        {
            if (replyTo is null || !_streams.TryGetValue(replyTo, out var stream))
                stream = _dialled ??= await DialAsync();
            await stream.WriteAsync(Encoding.UTF8.GetBytes(message));
            await stream.FlushAsync();
        }
        finally
        {
            _sending.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        foreach (var stream in _streams.Values)
            await stream.DisposeAsync();
        _clients.ForEach(client => client.Dispose());
        await Task.WhenAll(_tasks);
        _listener.Dispose();
        _sending.Dispose();
    }

    private async Task<Stream> DialAsync()
    {
        var client = new TcpClient(new IPEndPoint(_local, 0));
        _clients.Add(client);
        await client.ConnectAsync(_recorder);
        Stream stream = client.GetStream();
        if (_tls is not null)
        {
            var secure = new SslStream(stream);
            await secure.AuthenticateAsClientAsync(_tls.AsClient($"{_recorder.Address}"));
            stream = secure;
        }

        _tasks.Add(ReadAsync(stream, (IPEndPoint)client.Client.RemoteEndPoint!));
        return stream;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync();
                AcceptedConnections++;
                Stream stream = client.GetStream();
                if (_tls is not null)
                {
                    var secure = new SslStream(stream);
                    await secure.AuthenticateAsServerAsync(_tls.AsServer());
                    stream = secure;
                }

                _tasks.Add(ReadAsync(stream, (IPEndPoint)client.Client.RemoteEndPoint!));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            _messages.Writer.TryComplete();
        }
    }

    // RFC 3261 §18.3: the body is as long as Content-Length says; empty lines between messages are keepalives.
    private async Task ReadAsync(Stream stream, IPEndPoint source)
    {
        _streams[source] = stream;
        var text = new StringBuilder();
        var block = new byte[16_384];
        try
        {
            while (await stream.ReadAsync(block) is > 0 and var read)
            {
                // One byte, one character: lengths count bytes.
                text.Append(Encoding.Latin1.GetString(block, 0, read));
                while (TakeMessage(text) is { } message)
                    _messages.Writer.TryWrite(new WireMessage(message, source));
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The recorder or the test has closed it.
        }

        _streams.TryRemove(source, out _);
        if (ReferenceEquals(stream, _dialled))
            _dialled = null;
    }

    /// <summary>The first whole message, taken off the text; null when there is none yet.</summary>
    internal static string? TakeMessage(StringBuilder text)
    {
        while (text.Length > 0 && text[0] is '\r' or '\n')
            text.Remove(0, 1);
        var all = text.ToString();
        var end = all.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
            return null;
        var head = new WireMessage(all[..(end + 4)], new IPEndPoint(IPAddress.None, 0));
        var length = end + 4 + int.Parse(head.Header("Content-Length") ?? "0", System.Globalization.CultureInfo.InvariantCulture);
        if (all.Length < length)
            return null;
        text.Remove(0, length);
        return all[..length];
    }
}
