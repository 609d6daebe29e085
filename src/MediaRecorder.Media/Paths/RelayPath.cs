using System.Net.Sockets;
using MediaRecorder.Buffers;
using MediaRecorder.Media.Bridges;
using MediaRecorder.Media.Workers;

namespace MediaRecorder.Media.Paths;

/// <summary>
/// The media of one call: a line for each m-line that is relayed, at the place of its m-line (RFC 3264 §8: the place
/// is its identity through all offers). Owner: the SipWorker; its MediaWorker reads it with <see cref="MediaCommand.Close"/>,
/// after which the SipWorker does not touch it.
/// </summary>
/// <param name="ingress">Address family of the caller's side.</param>
/// <param name="egress">Address family of the callee's side.</param>
public sealed class RelayPath(AddressFamily ingress, AddressFamily egress)
{
    /// <summary>
    /// M-lines from this place on are refused. Calls met have up to five: audio, video, slides, BFCP, far-end camera
    /// control. Each costs four sockets, so a bound there must be.
    /// </summary>
    public const int MaxLines = 8;

    private readonly AddressFamily[] _families = [ingress, egress];
    private readonly RelayLine?[] _lines = new RelayLine?[MaxLines];

    /// <summary>The line of an m-line; null where it is not relayed.</summary>
    public RelayLine? this[int place]
    {
        get => (uint)place < MaxLines ? _lines[place] : null;
        set => _lines[place] = value;
    }

    /// <summary>What is open, in the order of the m-lines.</summary>
    public IEnumerable<RelayLine> Lines => _lines.Where(line => line is not null)!;

    /// <summary>Third parties of the voice.</summary>
    internal List<GuestLeg> Guests { get; } = [];

    /// <summary>What mixes the voice; null before its first member.</summary>
    internal Bridge? Bridge { get; set; }

    internal MediaWorker? Worker { get; init; }

    /// <summary>Where the voice is copied to; null when the call is not recorded.</summary>
    internal PacketRing? Ring { get; init; }

    internal TapPair Taps { get; init; }

    /// <summary>The sockets of all lines and guests.</summary>
    internal IEnumerable<MediaLeg> Legs =>
        Lines.SelectMany(line => new[] { line.Ingress!, line.Egress! }).Concat(Guests.Select(guest => guest.Leg!));

    public AddressFamily FamilyOf(LegSide side) => _families[(int)side];

    internal void SetFamily(LegSide side, AddressFamily family) => _families[(int)side] = family;
}
