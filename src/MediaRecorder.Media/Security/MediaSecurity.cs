using MediaRecorder.Rtp.Srtp;

namespace MediaRecorder.Media.Security;

/// <summary>What this machine can do of SRTP, for rooms that do not know RTP.</summary>
public static class MediaSecurity
{
    /// <summary>The Debian package of the library, for the line at start.</summary>
    public const string DebianPackage = SrtpLibrary.DebianPackage;

    /// <summary>False without the library: every path must be plain.</summary>
    public static bool IsAvailable => SrtpLibrary.IsAvailable;

    /// <summary>Names of all crypto suites (RFC 4568 §10.3.2), the strongest first.</summary>
    public static IReadOnlyList<string> Suites { get; } = [.. SrtpSuite.All.Select(suite => suite.Name)];

    /// <summary>Length of key and salt together; 0 for a suite we do not know.</summary>
    public static int KeyAndSaltBytes(string suite) =>
        SrtpSuite.TryFind(suite, out var found) ? found.KeyAndSaltBytes : 0;
}
