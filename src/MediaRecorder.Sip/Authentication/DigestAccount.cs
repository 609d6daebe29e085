namespace MediaRecorder.Sip.Authentication;

/// <summary>Who we are to a server.</summary>
/// <param name="Realm">The only realm to which we prove it; null for any.</param>
public sealed record DigestAccount(string User, DigestSecret Secret, string? Realm = null);
