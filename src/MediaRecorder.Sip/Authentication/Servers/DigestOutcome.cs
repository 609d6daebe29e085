namespace MediaRecorder.Sip.Authentication.Servers;

/// <summary>What <see cref="DigestServer"/> found; also a closed set of labels for metrics.</summary>
public enum DigestOutcome
{
    Accepted,

    /// <summary>No credentials for our realm: challenged.</summary>
    NoCredentials,

    /// <summary>Credentials that cannot be read: challenged.</summary>
    Malformed,

    /// <summary>An algorithm or quality that was not offered: challenged.</summary>
    NotOffered,

    /// <summary>The user is unknown or the response is wrong: challenged, and the source has one failure more.</summary>
    Wrong,

    /// <summary>Right, but the nonce is too old or none of ours: challenged with stale=true.</summary>
    Stale,

    /// <summary>Right, but this nonce count has been seen: challenged with stale=true.</summary>
    Replayed,

    /// <summary>The source failed too often: 403, and its credentials are not looked at.</summary>
    TooManyFailures,
}
