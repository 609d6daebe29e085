namespace MediaRecorder.TestKit.Phones;

/// <summary>What a <see cref="SimulatedPhone"/> does by itself, and how it sends.</summary>
public sealed record SimulatedPhoneOptions
{
    /// <summary>
    /// Rings at once and answers after this; zero = answers without ringing; null = the test answers.
    /// </summary>
    public TimeSpan? AnswerAfter { get; init; } = TimeSpan.Zero;

    /// <summary>
    /// Accepts every re-INVITE with the direction that suits it; false = the test answers through the agent.
    /// </summary>
    public bool AcceptsReinvites { get; init; } = true;

    public RtpSourceOptions Rtp { get; init; } = new();
}
