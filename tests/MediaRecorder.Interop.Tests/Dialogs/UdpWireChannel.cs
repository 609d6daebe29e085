using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using MediaRecorder.Interop.Tests.Wire;

namespace MediaRecorder.Interop.Tests.Dialogs;

internal sealed class UdpWireChannel : IWireChannel
{
    private readonly UdpClient _socket;
    private readonly IPEndPoint _recorder;
    private readonly Channel<WireMessage> _messages = Channel.CreateUnbounded<WireMessage>();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _reading;

    public UdpWireChannel(IPEndPoint local, IPEndPoint recorder)
    {
        // A process that another test starts holds a copy of every socket between its fork and its exec: an address that
        // was given back just now is in use for that long.
        _socket = new UdpClient(local.AddressFamily);
        _socket.Client.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        _socket.Client.Bind(local);
        _recorder = recorder;
        _reading = ReadAsync();
    }

    public string Protocol => "UDP";

    public ChannelReader<WireMessage> Messages => _messages.Reader;

    public async Task SendAsync(string message, IPEndPoint? replyTo = null) =>
        await _socket.SendAsync(Encoding.UTF8.GetBytes(message), replyTo ?? _recorder);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reading;
        _socket.Dispose();
        _stop.Dispose();
    }

    private async Task ReadAsync()
    {
        try
        {
            while (true)
            {
                var datagram = await _socket.ReceiveAsync(_stop.Token);
                _messages.Writer.TryWrite(WireMessage.FromDatagram(datagram.Buffer, datagram.RemoteEndPoint));
            }
        }
        catch (OperationCanceledException)
        {
            _messages.Writer.TryComplete();
        }
    }
}
