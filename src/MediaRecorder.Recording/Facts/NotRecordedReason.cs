namespace MediaRecorder.Recording.Facts;

/// <summary>Why there is no published recording. A closed set: it is a label of a metric.</summary>
public enum NotRecordedReason
{
    /// <summary>The file could not be created in the spool.</summary>
    CannotCreateFile,

    /// <summary>No audio could be written, or the file could not be brought to its length.</summary>
    DiskWrite,

    /// <summary>The disk did not confirm the file.</summary>
    DiskFlush,

    /// <summary>The sidecar could not be written.</summary>
    Sidecar,

    /// <summary>The file could not be moved to its final name.</summary>
    Publish,

    /// <summary>A fault of the recorder itself.</summary>
    InternalFault,
}
