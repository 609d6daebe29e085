using System.Net;
using MediaRecorder.Interop.Tests.Phones;
using MediaRecorder.Interop.Tests.Wire;
using MediaRecorder.TestKit.Processes;

namespace MediaRecorder.Interop.Tests.Recorder;

/// <summary>Two trunks of a recorder that many tests share, for one test alone.</summary>
/// <param name="CallerSip">The external trunk.</param>
/// <param name="CalleeSip">The internal trunk.</param>
public sealed record TrunkPair(RecorderProcess Recorder, IPEndPoint CallerSip, IPEndPoint CalleeSip, IPEndPoint RecorderSip)
    : IDisposable
{
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(60);

    public TempFolder Folder { get; } = new();

    public PeerTransport Transport { get; init; }

    /// <summary>Runs a call between two scripts; fails when either saw what it did not expect.</summary>
    public async Task<(SippTrace Caller, SippTrace Callee)> RunAsync(SippScript caller, SippScript callee)
    {
        await using var answering = await SippPhone.AnswerAsync(Folder, CalleeSip, callee, Transport);
        await using var calling = SippPhone.Call(Folder, CallerSip, RecorderSip, caller, Transport);
        try
        {
            return (await calling.SucceededAsync(CallTimeout), await answering.SucceededAsync(CallTimeout));
        }
        catch (Exception e)
        {
            throw new InvalidOperationException(
                $"{e.Message}\nThe caller saw:\n{calling.Trace()}\nThe callee saw:\n{answering.Trace()}", e);
        }
    }

    /// <summary>Runs a call that the recorder answers alone: nothing reaches the other side.</summary>
    public async Task<SippTrace> RefusedAsync(SippScript caller)
    {
        await using var calling = SippPhone.Call(Folder, CallerSip, RecorderSip, caller, Transport);
        return await calling.SucceededAsync(CallTimeout);
    }

    /// <summary>A peer without a stack at the external trunk.</summary>
    public WirePeer CallerPeer() => new(CallerSip, RecorderSip);

    public WirePeer CalleePeer() => new(CalleeSip, RecorderSip);

    public void Dispose() => Folder.Dispose();
}
