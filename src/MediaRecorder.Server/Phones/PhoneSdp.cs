using System.Net;
using System.Text;
using MediaRecorder.Server.Phones.Speech;
using MediaRecorder.Sip.Sdp;

namespace MediaRecorder.Server.Phones;

/// <summary>The SDP of the demo's phones: one audio stream, A-law and keys.</summary>
internal static class PhoneSdp
{
    /// <summary>RFC 3264 §6.1: the answer's direction to an offer's.</summary>
    public static MediaDirection AnswerTo(MediaDirection offered) => offered switch
    {
        MediaDirection.SendOnly => MediaDirection.RecvOnly,
        MediaDirection.RecvOnly => MediaDirection.SendOnly,
        _ => offered,
    };

    /// <summary>Where the peer wants its RTP and which way it flows, seen from the peer.</summary>
    public static bool TryRead(ReadOnlySpan<byte> sdp, out IPEndPoint rtp, out MediaDirection direction)
    {
        rtp = new IPEndPoint(IPAddress.None, 0);
        direction = MediaDirection.SendRecv;
        if (!SessionDescription.TryParse(sdp, out var description, out _)
            || SdpAnchor.FirstUsableAudio(description!, out var audio) != SdpAnchorOutcome.Usable
            || audio?.Connection is not { } address)
        {
            return false;
        }

        rtp = new IPEndPoint(address, audio.Port);
        direction = audio.Direction;
        return true;
    }

    /// <summary>
    /// Writes one. RFC 3264 §8: <paramref name="version"/> grows by one with each of a call that differs.
    /// </summary>
    public static byte[] Write(IPEndPoint rtp, int version, MediaDirection direction)
    {
        const byte keys = RtpSpeaker.EventPayloadType;
        return Encoding.ASCII.GetBytes(
            $"""
            v=0
            o=demo 1 {version} IN IP4 {rtp.Address}
            s=-
            c=IN IP4 {rtp.Address}
            t=0 0
            m=audio {rtp.Port} RTP/AVP 8 {keys}
            a=rtpmap:8 PCMA/8000
            a=rtpmap:{keys} telephone-event/8000
            a=fmtp:{keys} 0-15
            a=ptime:20
            a={direction.ToString().ToLowerInvariant()}

            """.ReplaceLineEndings("\r\n"));
    }
}
