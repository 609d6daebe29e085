using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MediaRecorder.Net.Streams;
using MediaRecorder.Net.Tls;
using MediaRecorder.TestKit.Simulation;

namespace MediaRecorder.Net.Tests.Streams;

/// <summary>A transport on loopback in manual time, and what it tells its receiver.</summary>
internal sealed class StreamFixture : IStreamReceiver, IAsyncDisposable
{
    // Only a lost event reaches it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly BlockingCollection<StreamConnection> _opened = [];
    private readonly BlockingCollection<string> _messages = [];
    private readonly BlockingCollection<StreamCloseReason> _closed = [];
    private readonly List<Socket> _clients = [];

    public StreamFixture(StreamLimits? limits = null, bool messagesAreDone = true)
    {
        Limits = limits ?? new StreamLimits();
        MessagesAreDone = messagesAreDone;
        Transport = new StreamTransport(() => new LengthFraming(), this, Limits, Time);
    }

    public ManualTime Time { get; } = new();

    public StreamLimits Limits { get; }

    public StreamTransport Transport { get; }

    public bool MessagesAreDone { get; }

    public bool AdmitsAll { get; set; } = true;

    public int MessagesWaiting => _messages.Count;

    public static byte[] Framed(string text) => [(byte)text.Length, .. Encoding.ASCII.GetBytes(text)];

    public IPEndPoint Listen(TlsEnd? tls = null, IPAddress? address = null)
    {
        var local = new IPEndPoint(address ?? IPAddress.Loopback, 0);
        Assert.True(Transport.TryListen(local, tls, out var bound, out var failure), failure);
        return bound;
    }

    /// <summary>A peer that is no more than a socket; closed with the fixture.</summary>
    public Socket Dial(IPEndPoint listener)
    {
        var socket = new Socket(listener.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(listener);
        socket.ReceiveTimeout = (int)Patience.TotalMilliseconds;
        _clients.Add(socket);
        return socket;
    }

    public StreamConnection TakeOpened() => Take(_opened, "no connection was opened");

    public string TakeMessage() => Take(_messages, "no message came");

    public StreamCloseReason TakeClosed() => Take(_closed, "no connection was closed");

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        await Transport.DisposeAsync();
        _opened.Dispose();
        _messages.Dispose();
        _closed.Dispose();
    }

    bool IStreamReceiver.Admits(IPEndPoint source, bool isSecure) => AdmitsAll;

    void IStreamReceiver.OnOpened(StreamConnection connection) => _opened.Add(connection);

    void IStreamReceiver.OnMessage(StreamConnection connection, byte[] message)
    {
        _messages.Add(Encoding.ASCII.GetString(message.AsSpan(1)));
        if (MessagesAreDone)
        {
            connection.MessageDone();
        }
    }

    void IStreamReceiver.OnClosed(StreamConnection connection, StreamCloseReason reason) => _closed.Add(reason);

    private static T Take<T>(BlockingCollection<T> from, string otherwise)
    {
        Assert.True(from.TryTake(out var item, Patience), otherwise);
        return item!;
    }
}
