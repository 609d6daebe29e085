using MediaRecorder.Policy.Model;

namespace MediaRecorder.Recording.Layouts;

/// <summary>
/// Which role is heard on which channel. Owner: the RecordingWorker.
/// <code>
/// layout    | customer | agent | each other party          | channels
/// ----------+----------+-------+---------------------------+----------------------------------------------
/// Stereo    | 0        | 1     | –                         | 2
/// Mono      | 0        | 0     | 0                         | 1
/// AgentOnly | –        | 0     | –                         | 1
/// Multi     | 0        | 1     | the next free one, from 2 | MaxChannels, whoever is there
/// PerLeg    | 0        | 1     | the next free one, from 2 | 2 and one for each other, at most MaxChannels
/// </code>
/// The channels of Multi are counted out at the start, because the first frame of a WAV file fixes their number and a
/// party may join at any time; they are silent until then. A further leg of the customer or the agent goes on on the
/// channel of its role. A party that has left keeps its channel: what it said stands there.
/// </summary>
internal sealed class ChannelTable
{
    /// <summary>The layout has no place for the role.</summary>
    public const string NotInLayout = "layout";

    /// <summary>All places for further parties are taken.</summary>
    public const string TooMany = "maxChannels";

    private readonly LayoutRules _rules;
    private readonly List<RecordingChannel> _channels;

    public ChannelTable(LayoutRules rules)
    {
        _rules = rules;
        _channels = rules.Kind switch
        {
            LayoutKind.Mono => [new RecordingChannel(0, role: null)],
            LayoutKind.AgentOnly => [new RecordingChannel(0, LegRole.Agent)],
            _ => [new RecordingChannel(0, LegRole.Customer), new RecordingChannel(1, LegRole.Agent)],
        };
        while (rules.Kind == LayoutKind.Multi && _channels.Count < rules.MaxChannels)
            AddPlace();
    }

    public IReadOnlyList<RecordingChannel> Channels => _channels;

    /// <summary>The channel for a further leg, to which the caller adds it; null, and why, when there is none.</summary>
    public RecordingChannel? PlaceFor(LegRole role, out string? refusal)
    {
        refusal = null;
        switch (_rules.Kind, role)
        {
            case (LayoutKind.Mono, _):
            case (LayoutKind.AgentOnly, LegRole.Agent):
                return _channels[0];
            case (LayoutKind.AgentOnly, _):
                refusal = NotInLayout;
                return null;
            case (_, LegRole.Customer):
                return _channels[0];
            case (_, LegRole.Agent):
                return _channels[1];
            case (LayoutKind.Stereo, _):
                refusal = NotInLayout;
                return null;
        }

        for (int i = LayoutRules.LeastChannels; i < _channels.Count; i++)
        {
            if (_channels[i].Legs.Count == 0)
                return _channels[i];
        }

        if (_rules.Kind == LayoutKind.PerLeg && _channels.Count < _rules.MaxChannels)
            return AddPlace();
        refusal = TooMany;
        return null;
    }

    private RecordingChannel AddPlace()
    {
        var channel = new RecordingChannel(_channels.Count, LegRole.ThirdParty);
        _channels.Add(channel);
        return channel;
    }
}
