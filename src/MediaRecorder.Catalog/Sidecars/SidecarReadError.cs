namespace MediaRecorder.Catalog.Sidecars;

/// <summary>Why a sidecar could not be read.</summary>
public enum SidecarReadError
{
    /// <summary>It could.</summary>
    None,

    /// <summary>The file is not there or may not be opened.</summary>
    Unreadable,

    /// <summary>More than <see cref="SidecarReader.MaxBytes"/>.</summary>
    TooLarge,

    /// <summary>Not JSON, or not the JSON of a sidecar.</summary>
    Malformed,

    /// <summary>Written by a version that we do not know.</summary>
    UnknownVersion,
}
