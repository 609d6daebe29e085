using System.Diagnostics.CodeAnalysis;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Bodies;
using MediaRecorder.Sip.Sdp;

namespace MediaRecorder.Calls.Requests;

/// <summary>Bodies that pass from one dialog to the other: all as it came, but for the session description.</summary>
internal static class MessageBody
{
    public const string SdpType = "application/sdp";

    /// <summary>
    /// Copies the body with the headers that describe it. A session description stays behind: its addresses are none that
    /// the other side may see (REQ A-05), and whoever exchanges offers rewrites them.
    /// </summary>
    public static void Carry(SipMessage from, SipMessageBuilder into) => SipBody.Of(from).CopyRestTo(into);

    /// <summary>Copies the body with our own session description in place of the one that came.</summary>
    /// <param name="sdp">Null: as <see cref="Carry(SipMessage, SipMessageBuilder)"/>.</param>
    public static void Carry(SipMessage from, SipMessageBuilder into, SessionDescription? sdp)
    {
        var body = SipBody.Of(from);
        if (sdp is null)
        {
            body.CopyRestTo(into);
        }
        else if (body.HasSdp)
        {
            body.CopyTo(into, sdp.ToBytes());
        }
        else
        {
            Set(into, sdp);
        }
    }

    /// <summary>A session description of ours alone.</summary>
    public static void Set(SipMessageBuilder into, SessionDescription sdp) =>
        into.SetBody(SdpType, sdp.ToBytes());

    /// <summary>The session description of a message, alone or in a multipart. False for one that cannot be read.</summary>
    public static bool TryReadSdp(SipMessage message, [NotNullWhen(true)] out SessionDescription? sdp)
    {
        sdp = null;
        return SipBody.TryGetSdp(message, out var bytes) && SessionDescription.TryParse(bytes, out sdp, out _);
    }
}
