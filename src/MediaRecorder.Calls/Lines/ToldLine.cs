using MediaRecorder.Calls.Legs;
using MediaRecorder.Media.Paths;

namespace MediaRecorder.Calls.Lines;

/// <summary>What the relay was told last of one port pair. New ones are plain. Owner: the SipWorker.</summary>
internal sealed class ToldLine
{
    /// <summary>Whose <see cref="Remote"/> it is.</summary>
    public SipLeg? Party { get; set; }

    /// <summary>Null when it may hold no more: the next is told whatever it is.</summary>
    public LineRemote? Remote { get; set; }

    /// <summary>Null while it is plain.</summary>
    public AgreedKeys? Keys { get; set; }

    public bool Differs(SipLeg? party, LineRemote remote) => party != Party || remote != Remote;

    public bool Differs(AgreedKeys? keys) => keys is null ? Keys is not null : !keys.Repeats(Keys);
}
