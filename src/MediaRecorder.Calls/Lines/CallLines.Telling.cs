using MediaRecorder.Calls.Legs;
using MediaRecorder.Media.Paths;

namespace MediaRecorder.Calls.Lines;

/// <summary>
/// What the relay is told: only what differs from what it was told last, as session refreshes repeat the SDP.
/// </summary>
internal sealed partial class CallLines
{
    private readonly Dictionary<GuestLeg, ToldLine> _toldGuests = [];

    private static int PlaceOf(int place, LegSide side) => (2 * place) + (int)side;

    private ToldLine ToldOf(int place, LegSide side) => _told[PlaceOf(place, side)] ??= new ToldLine();

    private void TellKeys(int place, LegSide side, AgreedKeys? keys)
    {
        var told = ToldOf(place, side);
        if (told.Differs(keys))
        {
            _context.Media.SetKeys(_path, place, side, keys?.ToLineKeys());
            told.Keys = keys;
        }
    }

    private void TellRemote(int place, LegSide side, SipLeg? party, LineRemote remote)
    {
        var told = ToldOf(place, side);
        if (told.Differs(party, remote))
        {
            _context.Media.SetRemote(_path, place, side, remote);
            (told.Party, told.Remote) = (party, remote);
        }
    }

    private void TellGuest(GuestLeg guest, SipLeg party, AgreedKeys? keys, LineRemote remote)
    {
        if (!_toldGuests.TryGetValue(guest, out var told))
        {
            _toldGuests.Add(guest, told = new ToldLine());
        }

        if (told.Differs(keys))
        {
            _context.Media.SetGuestKeys(_path, guest, keys?.ToLineKeys());
            told.Keys = keys;
        }

        if (told.Differs(party, remote))
        {
            _context.Media.SetGuestRemote(_path, guest, remote);
            (told.Party, told.Remote) = (party, remote);
        }
    }
}
