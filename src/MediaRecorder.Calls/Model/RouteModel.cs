using System.Collections.Immutable;

namespace MediaRecorder.Calls.Model;

/// <summary>Where a trunk's calls to some numbers go. REQ A-04.</summary>
/// <param name="Match">The numbers, as rewritten on arrival.</param>
/// <param name="To">Names of the trunks by which they may leave, in the order in which they are tried; all of one side.</param>
public sealed record RouteModel(NumberPattern Match, ImmutableArray<string> To);
