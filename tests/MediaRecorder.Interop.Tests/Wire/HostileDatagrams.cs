using System.Text;

namespace MediaRecorder.Interop.Tests.Wire;

/// <summary>Datagrams that nobody should send, from a seed, so that a failure can be had again.</summary>
public sealed class HostileDatagrams(int seed)
{
    // The largest payload of a UDP datagram over IPv4.
    private const int LargestBytes = 65_507;

    private readonly Random _random = new(seed);

    /// <summary>Garbage for a SIP port: noise, a request cut short, with bits flipped, too large, or absurd.</summary>
    public byte[] ForSip(string validRequest) => _random.Next(6) switch
    {
        0 => Noise(_random.Next(1, 1500)),
        1 => Encoding.UTF8.GetBytes(validRequest)[.._random.Next(1, validRequest.Length)],
        2 => Flip(Encoding.UTF8.GetBytes(validRequest)),
        3 => Encoding.UTF8.GetBytes(validRequest.Replace(
            "\r\n\r\n", $"\r\nSubject: {new string('x', 60_000)}\r\n\r\n", StringComparison.Ordinal)),
        4 => Encoding.UTF8.GetBytes(
            "OPTIONS sip:a@b SIP/2.0\r\n"
            + string.Concat(Enumerable.Repeat("Via: SIP/2.0/UDP h;branch=z9hG4bK\r\n", 1500))
            + "\r\n"),
        _ => Noise(LargestBytes),
    };

    /// <summary>As <see cref="ForSip"/>, none larger than a packet, for a flood.</summary>
    public byte[] Small(string validRequest) => _random.Next(3) switch
    {
        0 => Noise(_random.Next(1, 1400)),
        1 => Encoding.UTF8.GetBytes(validRequest)[.._random.Next(1, validRequest.Length)],
        _ => Flip(Encoding.UTF8.GetBytes(validRequest)),
    };

    /// <summary>
    /// Garbage for an RTP or RTCP port: noise, packets cut short, lying about their lengths, or of other protocols.
    /// </summary>
    public byte[] ForRtp()
    {
        var packet = new RtpSender((uint)_random.Next(), 0).Next(0x55);
        switch (_random.Next(7))
        {
            case 0:
                return Noise(_random.Next(0, 400));
            case 1:
                return packet[.._random.Next(0, RtpSender.HeaderBytes)];
            case 2:
                packet[0] = 0x8F; // 15 contributing sources, most of them beyond the packet's end when it is cut
                return packet[..20];
            case 3:
                packet[0] = 0x90; // a header extension that claims 65535 words
                packet[14] = packet[15] = 0xFF;
                return packet;
            case 4:
                packet[0] = 0xA0; // padding longer than the packet
                packet[^1] = 0xFF;
                return packet;
            case 5:
                return Noise(LargestBytes);
            default:
                packet[0] = (byte)_random.Next(0, 0x80); // other versions: STUN, DTLS, ZRTP
                return packet;
        }
    }

    private byte[] Noise(int bytes)
    {
        var noise = new byte[bytes];
        _random.NextBytes(noise);
        return noise;
    }

    private byte[] Flip(byte[] datagram)
    {
        for (var i = 0; i < 20; i++)
            datagram[_random.Next(datagram.Length)] ^= (byte)(1 << _random.Next(8));
        return datagram;
    }
}
