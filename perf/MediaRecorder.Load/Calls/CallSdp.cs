using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MediaRecorder.Load.Media;
using MediaRecorder.Sip.Sdp;

namespace MediaRecorder.Load.Calls;

/// <summary>Session descriptions of the load's phones: one codec, nothing to negotiate.</summary>
internal static class CallSdp
{
    public static byte[] Describe(LoadLeg leg, MediaPlan plan)
    {
        var family = leg.Local.AddressFamily == AddressFamily.InterNetworkV6 ? "IP6" : "IP4";
        var address = leg.Local.Address;
        return Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"""
            v=0
            o=- {leg.Ssrc.Value} 1 IN {family} {address}
            s=-
            c=IN {family} {address}
            t=0 0
            m=audio {leg.Local.Port} RTP/AVP {plan.PayloadType}
            a=rtpmap:{plan.PayloadType} {plan.EncodingName}/8000
            a=ptime:20
            a=sendrecv

            """).ReplaceLineEndings("\r\n"));
    }

    /// <summary>Where the other side takes our codec.</summary>
    public static bool TryFindRemote(ReadOnlySpan<byte> sdp, MediaPlan plan, [NotNullWhen(true)] out IPEndPoint? remote)
    {
        remote = null;
        if (!SessionDescription.TryParse(sdp, out var description, out _) || description is null)
            return false;
        foreach (var media in description.Media)
        {
            if (media.Kind != "audio" || media.Port == 0 || media.Connection is null ||
                !media.Formats.Contains(plan.PayloadType.ToString()))
            {
                continue;
            }

            remote = new IPEndPoint(media.Connection, media.Port);
            return true;
        }

        return false;
    }
}
