namespace MediaRecorder.Net.Streams;

/// <summary>Why a connection was closed as soon as it was accepted.</summary>
public enum StreamRefusal
{
    /// <summary><see cref="StreamLimits.MaxConnections"/>.</summary>
    TooMany,

    /// <summary><see cref="StreamLimits.MaxConnectionsPerSource"/>.</summary>
    TooManyFromSource,

    /// <summary><see cref="IStreamReceiver.Admits"/> said no.</summary>
    NotAdmitted,
}
