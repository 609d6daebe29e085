using System.Globalization;
using System.Net;
using System.Text;

namespace MediaRecorder.Interop.Tests.Wire;

/// <summary>A SIP message as a test sees it on the wire: text, read with no code of ours.</summary>
public sealed record WireMessage(string Text, IPEndPoint Source)
{
    public string StartLine => Text.Split("\r\n", 2)[0];

    /// <summary>The status of a response; 0 for a request.</summary>
    public int Status => StartLine.StartsWith("SIP/2.0 ", StringComparison.Ordinal)
        ? int.Parse(StartLine.AsSpan(8, 3), NumberStyles.None, CultureInfo.InvariantCulture)
        : 0;

    /// <summary>The method of a request; empty for a response.</summary>
    public string Method => Status == 0 ? StartLine.Split(' ')[0] : string.Empty;

    public string Body => Text.Split("\r\n\r\n", 2) is [_, var body] ? body : string.Empty;

    /// <summary>The port of the first audio stream in the body.</summary>
    public int AudioPort =>
        int.Parse(BodyLine("m=audio ").Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>The address and port to which the sender of this message wants its audio.</summary>
    public IPEndPoint Audio => new(IPAddress.Parse(BodyLine("c=IN IP4 ")), AudioPort);

    public static WireMessage FromDatagram(byte[] datagram, IPEndPoint source) =>
        new(Encoding.UTF8.GetString(datagram), source);

    /// <summary>The first header of a name, or null.</summary>
    public string? Header(string name) => Headers(name).FirstOrDefault();

    public IEnumerable<string> Headers(string name) =>
        from line in Text.Split("\r\n\r\n", 2)[0].Split("\r\n").Skip(1)
        where line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)
        select line[(name.Length + 1)..].Trim();

    private string BodyLine(string start) =>
        Body.Split("\r\n").First(line => line.StartsWith(start, StringComparison.Ordinal))[start.Length..];
}
