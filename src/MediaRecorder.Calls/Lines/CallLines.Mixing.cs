using System.Net;
using System.Net.Sockets;
using MediaRecorder.Buffers;
using MediaRecorder.Calls.Legs;
using MediaRecorder.Media.Bridges;
using MediaRecorder.Media.Paths;
using MediaRecorder.Sip.Sdp;

namespace MediaRecorder.Calls.Lines;

/// <summary>The voice while it is mixed: each party has an m-line of its own with us, whatever the others have.</summary>
internal sealed partial class CallLines
{
    /// <summary>There is a voice that can be mixed. A third party's has the first place, and only one.</summary>
    public bool HasFirstVoice => _voice == 0;

    /// <summary>Binds ports for a third party that has none. False when none are free, or the call is full.</summary>
    public bool TryAddGuest(SipLeg party, AddressFamily family, TapId tap)
    {
        if (!_context.Media.TryAddGuest(_path, family, tap, out var guest))
        {
            return false;
        }

        party.Guest = guest;
        return true;
    }

    /// <summary>Ours in what that party is told.</summary>
    public IPAddress AddressTowards(SipLeg party) => _context.Model.MediaAddressOf(FamilyOf(party))!;

    /// <summary>What that party is told to send its voice to.</summary>
    public int PortTowards(SipLeg party) => party.Guest?.Port ?? _path[_voice ?? 0]!.PortOf(party.Side);

    /// <summary>Whether the voice of this party can be had as it describes it.</summary>
    public bool CanMix(SipLeg party, MediaDescription media) =>
        IsVoice(media)
        && SdpAnchor.Judge(media) == SdpAnchorOutcome.Usable
        && (media.Connection!.AddressFamily == FamilyOf(party) || SdpAnchor.IsUnspecified(media.Connection))
        && LineCrypto.MayUse(media, party.Srtp);

    /// <summary>
    /// The party is a member of the bridge, and speaks and listens as its newest SDP has it. False when it cannot be; then
    /// it is as it was.
    /// </summary>
    public bool TryMix(SipLeg party, MediaDescription media, BridgeVoice voice)
    {
        if (!LineCrypto.TryAgree(media, 0, party, out var keys))
        {
            return false;
        }

        var isIn = party.Guest is { } guest
            ? _context.Media.TryJoinGuest(_path, guest, voice)
            : _context.Media.TryJoin(_path, 0, party.Side, voice);
        if (!isIn)
        {
            return false;
        }

        var remote = RemoteOf(media, SourceOf(party));
        if (party.Guest is { } third)
        {
            TellGuest(third, party, keys, remote);
        }
        else
        {
            TellKeys(0, party.Side, keys);
            TellRemote(0, party.Side, party, remote);
        }

        return true;
    }

    /// <summary>The party has left the others.</summary>
    public void Drop(SipLeg party)
    {
        if (party.Guest is { } guest)
        {
            party.Guest = null;
            _toldGuests.Remove(guest);
            _context.Media.RemoveGuest(_path, guest);
        }
        else
        {
            _context.Media.Leave(_path, 0, party.Side);
            TellRemote(0, party.Side, party, default);
        }
    }

    /// <summary>A third party takes that side, with the ports that it knows.</summary>
    public void Seat(SipLeg party, LegSide side)
    {
        var guest = party.Guest!;
        _context.Media.Seat(_path, 0, side, guest);
        _told[PlaceOf(0, side)] = _toldGuests.Remove(guest, out var told) ? told : null;
        party.TakeSide(side);
    }

    /// <summary>Both sides are relayed to each other again, by what each has said last.</summary>
    public void EndMix()
    {
        foreach (var side in Enum.GetValues<LegSide>())
        {
            _context.Media.Leave(_path, 0, side);
            ToldOf(0, side).Remote = null;
        }
    }

    private AddressFamily FamilyOf(SipLeg party) => party.Guest?.Family ?? _path.FamilyOf(party.Side);
}
