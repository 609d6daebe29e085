namespace MediaRecorder.Recording.Files;

internal enum DiskJobKind
{
    /// <summary>Create the files; <see cref="DiskJob.Line"/> is the head of the journal.</summary>
    Open,

    /// <summary>Create one more audio file: a party has joined.</summary>
    AddAudio,

    /// <summary>Write a block and give it back to its pool.</summary>
    Write,

    /// <summary>Append a line to the journal.</summary>
    Journal,

    /// <summary>The last of a file: hand it to the finisher.</summary>
    Finish,

    /// <summary>The last of a file whose recording broke: leave it to the sweep.</summary>
    Abandon,
}
