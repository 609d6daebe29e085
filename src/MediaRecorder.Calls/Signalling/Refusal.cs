namespace MediaRecorder.Calls.Signalling;

/// <summary>
/// A response of our own to a request that goes no further, with the header that its status calls for.
/// </summary>
internal readonly record struct Refusal(int Status, string? HeaderName = null, string? HeaderValue = null)
{
    /// <summary>Further headers of the same name, for several challenges; may be null.</summary>
    public IReadOnlyList<string>? FurtherValues { get; init; }
}
