namespace MediaRecorder.Rtp.Srtp;

/// <summary>What became of a packet on its way in or out. After anything but Done its bytes are worthless.</summary>
public enum SrtpResult
{
    Done,

    /// <summary>Forged, damaged, or made with another key.</summary>
    AuthenticationFailed,

    /// <summary>Its index has been used: a copy, of the network's or an attacker's making (RFC 3711 §3.3.2).</summary>
    Replayed,

    /// <summary>Older than the replay window.</summary>
    TooOld,

    /// <summary>No room behind the packet for tag and trailer.</summary>
    NoRoom,

    /// <summary>Too short, or its lengths contradict each other.</summary>
    Malformed,

    /// <summary>It names a master key (MKI) that was not negotiated.</summary>
    UnknownKey,

    /// <summary>One synchronization source more than a side may have under one key.</summary>
    TooManySources,

    /// <summary>The key has protected as many packets as it may (RFC 3711 §9.2).</summary>
    KeyExpired,

    /// <summary>Anything else that the library refuses.</summary>
    Failed,
}
