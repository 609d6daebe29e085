namespace MediaRecorder.Recording.Files;

/// <summary>Tells what a disk can do to us from programming errors, which are not caught.</summary>
internal static class DiskFault
{
    public static bool Is(Exception exception) => exception is IOException or UnauthorizedAccessException;
}
