using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MediaRecorder.Rtp.Packets;

namespace MediaRecorder.TestKit.Phones;

/// <summary>
/// The little SDP a <see cref="SimulatedPhone"/> speaks: one audio stream of G.711 with telephone-event. Written apart
/// from MediaRecorder.Sip.Sdp, whose work the phones are there to check.
/// </summary>
/// <param name="Rtp">Where its owner wants to receive;
/// null without a usable audio stream or with address 0.0.0.0.</param>
/// <param name="Sends">Its owner sends (sendrecv, sendonly).</param>
/// <param name="Receives">Its owner receives (sendrecv, recvonly).</param>
internal sealed record PhoneSdp(IPEndPoint? Rtp, bool Sends, bool Receives)
{
    /// <summary>An audio stream at <paramref name="rtp"/> with the preferred codec first.</summary>
    public static byte[] Write(
        IPEndPoint rtp, PayloadType codec, PayloadType events, uint version, bool sends, bool receives)
    {
        var family = rtp.AddressFamily == AddressFamily.InterNetworkV6 ? "IP6" : "IP4";
        var other = codec == PayloadType.Pcmu ? PayloadType.Pcma : PayloadType.Pcmu;
        var direction = (sends, receives) switch
        {
            (true, true) => "sendrecv",
            (true, false) => "sendonly",
            (false, true) => "recvonly",
            _ => "inactive",
        };
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"""
            v=0
            o=- {rtp.Port} {version} IN {family} {rtp.Address}
            s=-
            c=IN {family} {rtp.Address}
            t=0 0
            m=audio {rtp.Port} RTP/AVP {codec} {other} {events}
            a=rtpmap:0 PCMU/8000
            a=rtpmap:8 PCMA/8000
            a=rtpmap:{events} telephone-event/8000
            a=fmtp:{events} 0-15
            a=ptime:20
            a={direction}

            """);
        return Encoding.ASCII.GetBytes(text.ReplaceLineEndings("\r\n"));
    }

    public static PhoneSdp Read(ReadOnlySpan<byte> sdp)
    {
        IPAddress? address = null;
        var port = 0;
        var direction = "sendrecv";
        var isAudio = true; // before the first m= the lines hold for all media
        foreach (var line in Encoding.UTF8.GetString(sdp).Split('\n', StringSplitOptions.TrimEntries))
        {
            if (line.StartsWith("m=", StringComparison.Ordinal))
            {
                isAudio = port == 0 && line.StartsWith("m=audio ", StringComparison.Ordinal);
                if (isAudio)
                    port = int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
            }
            else if (isAudio && line.StartsWith("c=IN ", StringComparison.Ordinal))
            {
                address = IPAddress.Parse(line.Split(' ')[2]);
            }
            else if (isAudio && line is ("a=sendrecv" or "a=sendonly" or "a=recvonly" or "a=inactive"))
            {
                direction = line[2..];
            }
        }

        // RFC 3264 §8.4: the old way to say hold, still in use.
        var isUsable = address is not null && !address.Equals(IPAddress.Any) && port != 0;
        return new PhoneSdp(
            isUsable ? new IPEndPoint(address!, port) : null,
            Sends: direction is "sendrecv" or "sendonly",
            Receives: isUsable && direction is ("sendrecv" or "recvonly"));
    }
}
