using MediaRecorder.Net;

namespace MediaRecorder.Media.Paths;

/// <summary>
/// Decides whose packets a socket accepts. Owned by the MediaWorker of its leg.
/// The signalled address must match; its port may differ until one source is latched, because phones behind the same
/// address may send from another port than they receive on (RFC 4961 is a recommendation). The exact signalled endpoint
/// always wins the latch back, so that an earlier stranger on the same host cannot keep it. REQ A-07.
/// </summary>
internal struct SourceLatch
{
    private SocketEndpoint _signalled;
    private SocketEndpoint _latched;

    /// <summary>Takes the endpoint of the newest SDP; an unchanged one keeps the latch.</summary>
    public void Signal(in SocketEndpoint remote)
    {
        if (remote.Equals(_signalled))
        {
            return;
        }

        _signalled = remote;
        _latched = default;
    }

    /// <summary>True when a datagram from <paramref name="source"/> may be relayed and recorded.</summary>
    public bool Accepts(in SocketEndpoint source)
    {
        if (source.Equals(_latched))
        {
            return true;
        }

        if (_signalled.IsEmpty || !source.SameAddress(_signalled))
        {
            return false;
        }

        if (!_latched.IsEmpty && !source.Equals(_signalled))
        {
            return false;
        }

        _latched = source;
        return true;
    }
}
