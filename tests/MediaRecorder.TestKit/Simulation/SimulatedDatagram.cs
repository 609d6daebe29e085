using System.Net;
using System.Text;

namespace MediaRecorder.TestKit.Simulation;

/// <summary>A datagram on its way; the bytes belong to the network.</summary>
public sealed record SimulatedDatagram(
    IPEndPoint Source, IPEndPoint Destination, ReadOnlyMemory<byte> Bytes, long SentNs)
{
    /// <summary>The bytes as text: for SIP, so that a test can pick its victim by first line or header.</summary>
    public string Text => Encoding.UTF8.GetString(Bytes.Span);

    /// <summary>True when the text starts with <paramref name="start"/> ("BYE ", "SIP/2.0 200")
    /// and contains <paramref name="part"/>.</summary>
    public bool IsSip(string start, string part = "") =>
        Text.StartsWith(start, StringComparison.Ordinal) && Text.Contains(part, StringComparison.Ordinal);
}
