namespace MediaRecorder.Rtp.Srtp;

/// <summary>The library that secures RTP: it may be absent, and then nothing here can be made.</summary>
public static class SrtpLibrary
{
    /// <summary>What brings it, for the line at start.</summary>
    public const string DebianPackage = "libsrtp2-1";

    public static bool IsAvailable => LibSrtp.IsAvailable;
}
