using System.Collections.Immutable;

namespace MediaRecorder.Calls.Model;

/// <summary>
/// How a trunk's numbers are rewritten: of the rules of each list the first that matches. REQ A-04.
/// </summary>
/// <param name="CalledIn">Called numbers of calls that arrive; routes and recordings see the result.</param>
/// <param name="CallerIn">Callers' numbers of calls that arrive.</param>
/// <param name="CalledOut">Called numbers of calls that leave.</param>
/// <param name="CallerOut">Callers' numbers of calls that leave.</param>
public sealed record NumbersModel(
    ImmutableArray<NumberRule> CalledIn,
    ImmutableArray<NumberRule> CallerIn,
    ImmutableArray<NumberRule> CalledOut,
    ImmutableArray<NumberRule> CallerOut)
{
    public static readonly NumbersModel Unchanged = new([], [], [], []);
}
