namespace MediaRecorder.Calls.Signalling;

/// <summary>
/// A response of our own to a request that goes no further, with the header that its status calls for.
/// </summary>
internal readonly record struct Refusal(int Status, string? HeaderName = null, string? HeaderValue = null)
{
    /// <summary>Further headers, for several challenges and the like; may be null.</summary>
    public IReadOnlyList<(string Name, string Value)>? Further { get; init; }
}
