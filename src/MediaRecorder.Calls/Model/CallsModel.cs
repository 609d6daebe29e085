using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using MediaRecorder.Calls.Admission;
using MediaRecorder.Calls.Transports;
using MediaRecorder.Sip.SessionTimers;
using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Calls.Model;

/// <summary>Everything the B2BUA is configured with; immutable, swapped whole.</summary>
/// <param name="SipListen">UDP address and port for SIP; also what Via and Contact say.</param>
/// <param name="MediaAddress">Address of the RTP ports and of the c= lines we write.</param>
/// <param name="FirstMediaPort">First port of the RTP and RTCP range (even).</param>
/// <param name="LastMediaPort">Last port of the range (odd).</param>
/// <param name="MaxCalls">Admission limit: a further call is answered 503 with Retry-After.</param>
/// <param name="NoAnswerTimeout">A call that nobody answers is cancelled after this time.</param>
/// <param name="Keypad">The agents' keypad codes.</param>
/// <param name="Trunks">The trunks by name.</param>
public sealed record CallsModel(
    IPEndPoint SipListen,
    IPAddress MediaAddress,
    int FirstMediaPort,
    int LastMediaPort,
    int MaxCalls,
    TimeSpan NoAnswerTimeout,
    KeypadModel Keypad,
    ImmutableSortedDictionary<string, TrunkModel> Trunks)
{
    /// <inheritdoc cref="CallsModel(IPEndPoint, IPAddress, int, int, int, TimeSpan, KeypadModel, ImmutableSortedDictionary{string, TrunkModel})"/>
    public ImmutableSortedDictionary<string, TrunkModel> Trunks
    {
        get;
        init
        {
            field = value;
            InOrder = [.. value.Values];
        }
    } = Trunks;

    // Walked for each message, which a sorted dictionary makes dear.
    private ImmutableArray<TrunkModel> InOrder { get; init; } = [.. Trunks.Values];

    /// <summary>How SIP travels beside UDP.</summary>
    public TransportsModel Transports { get; init; } = TransportsModel.UdpOnly;

    /// <summary>How fast calls are taken, and how the recorder stops.</summary>
    public AdmissionModel Admission { get; init; } = AdmissionModel.Unlimited;

    /// <summary>What is asked for and accepted of session timers (RFC 4028).</summary>
    public SessionTimerTerms SessionTimer { get; init; } = SessionTimerTerms.Default;

    /// <summary>REQ A-06: phones that may be registered through us at one time.</summary>
    public int MaxRegistrations { get; init; } = 10_000;

    /// <summary>A second media address, of the other family: then the two sides of a call may differ. REQ A-02.</summary>
    public IPAddress? OtherMediaAddress { get; init; }

    /// <summary>Silence of both sides, with no hold, that ends a call; zero for never. REQ A-07.</summary>
    public TimeSpan MediaTimeout { get; init; }

    /// <summary>The same while a party is on hold.</summary>
    public TimeSpan HoldTimeout { get; init; }

    /// <summary>Our media address of a family; null when there is none.</summary>
    public IPAddress? MediaAddressOf(AddressFamily family) =>
        MediaAddress.AddressFamily == family ? MediaAddress
        : OtherMediaAddress?.AddressFamily == family ? OtherMediaAddress
        : null;

    /// <summary>
    /// The trunk a source belongs to, or null: then it is refused and counted. Names decide in ordinal order.
    /// </summary>
    public TrunkModel? TrunkOf(SipHop source)
    {
        foreach (var trunk in InOrder)
        {
            if (trunk.Accepts(source))
            {
                return trunk;
            }
        }

        return null;
    }

    /// <summary>The trunk that a peer with these verified names belongs to, or null.</summary>
    /// <param name="names">Of its TLS certificate, in lower case.</param>
    public TrunkModel? TrunkOf(ImmutableArray<string> names)
    {
        if (names.IsEmpty)
        {
            return null;
        }

        foreach (var trunk in InOrder)
        {
            if (trunk.CertificateNames.Intersect(names, StringComparer.OrdinalIgnoreCase).Any())
            {
                return trunk;
            }
        }

        return null;
    }
}
