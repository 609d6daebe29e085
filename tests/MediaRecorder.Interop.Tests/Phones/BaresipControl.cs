using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using MediaRecorder.Interop.Tests.Wire;

namespace MediaRecorder.Interop.Tests.Phones;

/// <summary>baresip's ctrl_tcp: commands and events as JSON in netstrings, LENGTH:JSON, over TCP.</summary>
internal sealed class BaresipControl : IAsyncDisposable
{
    private readonly TcpClient _client;
    private readonly Task _reading;
    private readonly Lock _gate = new();
    private readonly List<JsonNode> _seen = [];

    private BaresipControl(TcpClient client)
    {
        _client = client;
        _reading = ReadAsync();
    }

    /// <summary>Events and answers so far, in the order they came.</summary>
    public JsonNode[] Seen
    {
        get
        {
            lock (_gate)
                return [.. _seen];
        }
    }

    public static async Task<BaresipControl> ConnectAsync(int port)
    {
        BaresipControl? control = null;
        await Poll.UntilAsync("baresip takes commands", TimeSpan.FromSeconds(15), async () =>
        {
            var client = new TcpClient();
            try
            {
                await client.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
                control = new BaresipControl(client);
                return true;
            }
            catch (SocketException)
            {
                client.Dispose();
                return false;
            }
        });
        return control!;
    }

    public async Task SendAsync(string command, string parameters = "")
    {
        var text = new JsonObject { ["command"] = command, ["params"] = parameters, ["token"] = command }.ToJsonString();
        var length = Encoding.UTF8.GetByteCount(text);
        var netstring = string.Create(CultureInfo.InvariantCulture, $"{length}:{text},");
        await _client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(netstring));
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _reading;
    }

    private async Task ReadAsync()
    {
        try
        {
            using var reader = new StreamReader(_client.GetStream(), new UTF8Encoding(false));
            while (await ReadLengthAsync(reader) is { } length)
            {
                var text = new char[length];
                if (await reader.ReadBlockAsync(text) < length)
                    return;
                reader.Read(); // the comma
                var node = JsonNode.Parse(new string(text))!;
                lock (_gate)
                    _seen.Add(node);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The phone or the test is gone.
        }
    }

    private static async Task<int?> ReadLengthAsync(StreamReader reader)
    {
        var one = new char[1];
        var length = 0;
        while (await reader.ReadBlockAsync(one) == 1)
        {
            if (one[0] == ':')
                return length;
            length = (length * 10) + (one[0] - '0');
        }

        return null;
    }
}
