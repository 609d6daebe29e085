using System.Net.Sockets;
using MediaRecorder.Calls.Model;
using MediaRecorder.Sip.Sdp;
using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Calls.Lines;

/// <summary>Which address family a party's media has; the two sides of a call may differ. REQ A-02.</summary>
internal static class MediaFamilies
{
    /// <summary>Of whoever made this offer: what it says, as far as we have an address for it.</summary>
    public static AddressFamily Of(CallsModel model, TrunkModel trunk, SipHop peer, SessionDescription? offer)
    {
        foreach (var media in offer?.Media ?? [])
        {
            if (SdpAnchor.Judge(media) == SdpAnchorOutcome.Usable
                && !SdpAnchor.IsUnspecified(media.Connection!)
                && model.MediaAddressOf(media.Connection!.AddressFamily) is not null)
            {
                return media.Connection.AddressFamily;
            }
        }

        return Of(model, trunk, peer);
    }

    /// <summary>Of whoever is to be made an offer: what the trunk says, else that of its SIP.</summary>
    public static AddressFamily Of(CallsModel model, TrunkModel trunk, SipHop peer)
    {
        var address = peer.EndPoint.Address;
        var wanted = trunk.MediaFamily
            ?? (address.IsIPv4MappedToIPv6 ? AddressFamily.InterNetwork : address.AddressFamily);
        return model.MediaAddressOf(wanted) is null ? model.MediaAddress.AddressFamily : wanted;
    }
}
