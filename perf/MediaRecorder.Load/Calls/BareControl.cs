using System.Net;

namespace MediaRecorder.Load.Calls;

/// <summary>
/// Calls without signalling, through a bare relay such as relaybench: of call i the caller sends to port
/// base + i × stride of the target, the callee two ports above.
/// </summary>
internal sealed class BareControl(IPAddress target, int basePort, int stride) : CallControl
{
    private const int CalleeOffset = 2;

    public override void Start(LoadCall call, long nowNs)
    {
        call.Begin(nowNs);
        var port = basePort + call.Index * stride;
        call.CalleeAnswered(new IPEndPoint(target, port + CalleeOffset));
        call.CallerAnswered(new IPEndPoint(target, port), nowNs);
        call.CalleeAcknowledged(nowNs);
    }

    public override void HangUp(LoadCall call, long nowNs)
    {
        call.DialogEnded(isCaller: true, nowNs);
        call.DialogEnded(isCaller: false, nowNs);
    }

    public override void Abandon(LoadCall call, long nowNs)
    {
    }

    public override void Receive(ReadOnlySpan<int> tokens, long nowNs)
    {
    }

    public override void OnTick(long nowNs)
    {
    }

    public override void Dispose()
    {
    }
}
