using MediaRecorder.Net;

namespace MediaRecorder.Media.Paths;

/// <summary>
/// Decides whose packets a socket accepts. Owned by the MediaWorker of its leg.
/// <code>
/// source                           | nothing latched      | another source latched
/// the endpoint of the SDP          | latched              | latched, the other is foreign from then on
/// its address, another port        | latched, not Strict  | foreign
/// the address of the SIP (Nat)     | latched, any port    | foreign
/// anybody else                     | foreign              | foreign
/// </code>
/// The port may differ because phones behind one address may send from another port than they receive on (RFC 4961 is a
/// recommendation); the signalled endpoint always wins the latch back, so that an earlier stranger on the same host cannot
/// keep it. A changed SDP opens the latch anew. REQ A-07.
/// </summary>
internal struct SourceLatch
{
    private SourceRule _rule;
    private SocketEndpoint _signalled;
    private SocketEndpoint _behind;

    /// <summary>Who is heard; empty while nobody is.</summary>
    public SocketEndpoint Latched { get; private set; }

    /// <summary>Takes the endpoint of the newest SDP; an unchanged one keeps the latch.</summary>
    /// <param name="behind">With <see cref="SourceRule.Nat"/> where the SIP comes from, whatever its port.</param>
    public void Signal(in SocketEndpoint remote, SourceRule rule = SourceRule.Address, in SocketEndpoint behind = default)
    {
        if (remote.Equals(_signalled) && rule == _rule && behind.Equals(_behind))
        {
            return;
        }

        _signalled = remote;
        _rule = rule;
        _behind = behind;
        Latched = default;
    }

    public readonly bool IsLatched(in SocketEndpoint source) => source.Equals(Latched);

    /// <summary>True when a datagram from <paramref name="source"/> may be relayed and recorded; it is latched then.</summary>
    public bool Accepts(in SocketEndpoint source)
    {
        if (IsLatched(source))
        {
            return true;
        }

        if (_signalled.IsEmpty || (!source.Equals(_signalled) && (!Latched.IsEmpty || !IsNear(source))))
        {
            return false;
        }

        Latched = source;
        return true;
    }

    private readonly bool IsNear(in SocketEndpoint source) => _rule switch
    {
        SourceRule.Strict => false,
        SourceRule.Nat => source.SameAddress(_signalled) || (!_behind.IsEmpty && source.SameAddress(_behind)),
        _ => source.SameAddress(_signalled),
    };
}
