using System.Security;
using System.Text;

namespace MediaRecorder.Server.Configuration.Trunks;

/// <summary>Files that hold secrets. No reason given here, nor by who uses it, says what stands in the file.</summary>
internal static class SecretFile
{
    /// <summary>100,000 users of 64 letters, with their hashes.</summary>
    private const int MaxBytes = 16 << 20;

    /// <summary>Reads the lines, without their ends; false with the reason.</summary>
    public static bool TryRead(string file, string workingFolder, out string[] lines, out string reason)
    {
        lines = [];
        reason = "";
        try
        {
            var path = Path.GetFullPath(file, workingFolder);
            if (new FileInfo(path).Length > MaxBytes)
            {
                reason = $"names a file larger than {MaxBytes} bytes";
                return false;
            }

            lines = File.ReadAllLines(path, new UTF8Encoding(false, throwOnInvalidBytes: true));
            return true;
        }
        catch (Exception exception) when (exception
            is IOException or UnauthorizedAccessException or ArgumentException
            or NotSupportedException or SecurityException)
        {
            reason = exception switch
            {
                FileNotFoundException or DirectoryNotFoundException => "names a file that does not exist",
                UnauthorizedAccessException or SecurityException => "names a file that must not be read",
                DecoderFallbackException => "names a file that is not UTF-8",
                _ => "names a file that cannot be read",
            };
            return false;
        }
    }
}
