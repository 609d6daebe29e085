using System.Net;
using MediaRecorder.Calls.Model;
using MediaRecorder.Sip.Transactions;
using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Calls.Stations;

/// <summary>
/// One phone under one address of record. Known from its first REGISTER on, bound once a registrar has said so. Owner:
/// the SipWorker.
/// </summary>
internal sealed class StationBinding(StationKey key, string user, string token, TrunkModel trunk) : IScheduled
{
    public StationKey Key { get; } = key;

    /// <summary>User part of the address of record.</summary>
    public string User { get; } = user;

    /// <summary>The phone's name towards the registrar: unguessable, and tells nothing of the phone (REQ A-05).</summary>
    public string Token { get; } = token;

    public TrunkModel Trunk { get; } = trunk;

    /// <summary>By which the last accepted REGISTER came.</summary>
    public SipHop Hop { get; private set; }

    public bool IsBound { get; private set; }

    /// <summary>REGISTERs on their way that name it; while there are any it keeps its token.</summary>
    public int Pending { get; set; }

    public long DeadlineNs { get; private set; } = long.MaxValue;

    public int HeapIndex { get; set; } = -1;

    public void Bind(SipHop hop, long expiresNs)
    {
        Hop = hop;
        IsBound = true;
        DeadlineNs = expiresNs;
    }

    public void Unbind()
    {
        IsBound = false;
        DeadlineNs = long.MaxValue;
    }
}

/// <summary>
/// What makes two registrations one binding. The port is left out, because a NAT may change it from one REGISTER to the
/// next; the address is in, because two phones at home may both call themselves 192.168.1.2.
/// </summary>
/// <param name="Aor">user@host of the address of record.</param>
/// <param name="ContactUri">As the phone wrote it, without URI headers.</param>
/// <param name="Source">The address it came from.</param>
internal readonly record struct StationKey(string Aor, string ContactUri, IPAddress Source);
