using System.Net;
using MediaRecorder.Calls.Workers;
using Microsoft.Extensions.Logging;

namespace MediaRecorder.Calls.Transports;

/// <summary>
/// Says which peers TLS was not agreed on with, and why: each address once a minute, so that neither a trunk that tries
/// again all day nor a crowd of strangers fills the log. All of them are in the counter. Any thread.
/// </summary>
internal sealed class TlsRefusals(TimeProvider time, ILogger logger)
{
    /// <summary>Addresses that are told of in a minute; more than an installation has trunks.</summary>
    public const int MaxAddresses = 100;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly HashSet<IPAddress> _told = [];
    private long _since = time.GetTimestamp();

    public void Tell(IPEndPoint peer, string reason)
    {
        lock (_gate)
        {
            if (time.GetElapsedTime(_since) >= Interval)
            {
                _since = time.GetTimestamp();
                _told.Clear();
            }

            if (_told.Count >= MaxAddresses || !_told.Add(peer.Address))
            {
                return;
            }
        }

        logger.TlsRefused(peer, reason);
    }
}
