namespace MediaRecorder.Recording.Tests.Fakes;

internal enum DiskOperation
{
    Create,
    Open,
    Write,
    SetLength,
    Flush,
    Move,
    Delete,
    CreateFolder,
}
