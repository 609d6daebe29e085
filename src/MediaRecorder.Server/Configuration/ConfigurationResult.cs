using System.Collections.Immutable;
using MediaRecorder.Server.Models;

namespace MediaRecorder.Server.Configuration;

/// <summary>What reading a configuration gave: a model, or everything that is wrong.</summary>
/// <param name="Model">Null when there are errors.</param>
/// <param name="Errors">All of them, in the order of the file.</param>
/// <param name="Warnings">What is allowed and cannot have been meant, in the same order; none beside errors.</param>
public sealed record ConfigurationResult(
    ServerModel? Model, ImmutableArray<ConfigurationError> Errors, ImmutableArray<ConfigurationError> Warnings);
