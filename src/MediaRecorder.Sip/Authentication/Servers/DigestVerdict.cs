namespace MediaRecorder.Sip.Authentication.Servers;

/// <summary>The judgement of one request.</summary>
/// <param name="Status">401, 403 or 407; 0 when the request may go on.</param>
/// <param name="HeaderName">Of <paramref name="Challenges"/>.</param>
/// <param name="Challenges">Header values, the preferred algorithm first (RFC 8760 §2.3).</param>
/// <param name="User">The user that was proven; null when refused.</param>
public sealed record DigestVerdict(
    DigestOutcome Outcome, int Status, string HeaderName, IReadOnlyList<string> Challenges, string? User)
{
    public bool IsAccepted => Outcome == DigestOutcome.Accepted;
}
