namespace MediaRecorder.Recording.Files;

/// <summary>Why the folders cannot be used; the server says so and does not start.</summary>
public enum FolderError
{
    None,

    /// <summary>The spool cannot be created or written.</summary>
    SpoolNotWritable,

    /// <summary>The recordings root cannot be created or written.</summary>
    RecordingsNotWritable,

    /// <summary>
    /// A file cannot be renamed from the spool to the recordings root: they lie on different file systems.
    /// </summary>
    DifferentFileSystems,
}
