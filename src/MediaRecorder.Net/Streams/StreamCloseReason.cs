namespace MediaRecorder.Net.Streams;

/// <summary>Why a connection ended; the first reason counts.</summary>
public enum StreamCloseReason
{
    /// <summary>It has not ended.</summary>
    None,

    /// <summary>The peer closed it, or the network reset it.</summary>
    Peer,

    /// <summary>We closed it.</summary>
    Local,

    /// <summary>The peer could not be reached, or not in time.</summary>
    ConnectFailed,

    /// <summary>TLS came to no agreement, or a certificate was not good enough.</summary>
    HandshakeFailed,

    /// <summary>TLS took longer than <see cref="StreamLimits.HandshakeTimeout"/>.</summary>
    HandshakeTimeout,

    /// <summary>The stream could not be cut into messages.</summary>
    Broken,

    /// <summary>A message, or the first one, took longer than <see cref="StreamLimits.MessageTimeout"/>.</summary>
    SlowMessage,

    /// <summary>More than <see cref="StreamLimits.MaxQueuedBytes"/> waited for the peer.</summary>
    WriteOverflow,

    /// <summary>The peer took nothing for <see cref="StreamLimits.WriteTimeout"/>.</summary>
    WriteTimeout,

    /// <summary>A peer that used to answer pings did not.</summary>
    PongMissing,

    /// <summary>Nothing was received for <see cref="StreamLimits.IdleTimeout"/>.</summary>
    Idle,
}
