using MediaRecorder.Audio.Mixing;
using MediaRecorder.Policy.Model;

namespace MediaRecorder.Recording.Layouts;

/// <summary>Decibels by which the roles of a mix are made louder or softer.</summary>
public readonly record struct LayoutGains(double CustomerDb = 0, double AgentDb = 0, double OthersDb = 0)
{
    internal Gain Of(LegRole role) => Gain.FromDecibels(role switch
    {
        LegRole.Customer => CustomerDb,
        LegRole.Agent => AgentDb,
        _ => OthersDb,
    });
}
