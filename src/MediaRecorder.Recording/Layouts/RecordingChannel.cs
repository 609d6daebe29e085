using MediaRecorder.Policy.Model;
using MediaRecorder.Recording.Sidecars;

namespace MediaRecorder.Recording.Layouts;

/// <summary>One channel of a recording and the legs heard on it, all of its role. Owner: the RecordingWorker.</summary>
/// <param name="index">Place in the recording's table; in a file of its own the channel is number 0.</param>
/// <param name="role">Null for the mix of all roles.</param>
internal sealed class RecordingChannel(int index, LegRole? role)
{
    /// <summary>The name in sidecars of a channel on which everybody is heard.</summary>
    public const string MixName = "mix";

    public int Index => index;

    /// <summary>The first one, and those of its role that came after it, such as the agent after a transfer.</summary>
    public List<RecordingLeg> Legs { get; } = [];

    /// <summary>What adds up its legs, from when there are two of them, or all have gains.</summary>
    public ChannelMix? Mix { get; set; }

    /// <summary>The name in sidecars. A place for further parties is called after who has taken it.</summary>
    public string RoleName => role switch
    {
        null => MixName,
        LegRole.ThirdParty when Legs.Count > 0 => RecordingIndex.RoleName(Legs[0].Role),
        _ => RecordingIndex.RoleName(role.Value),
    };

    /// <summary>The leg whose channel this is; null for a mix, and when nobody is heard.</summary>
    public int? Leg => role is null || Legs.Count == 0 ? null : Legs[0].Id.Value;
}
