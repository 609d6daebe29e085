using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MediaRecorder.Net.Tls;

/// <summary>Reads certificates and keys; says in one line what is wrong with them.</summary>
public static class PemFiles
{
    /// <summary>A certificate with its private key and the certificates that follow it in its file.</summary>
    /// <param name="now">For its validity.</param>
    /// <param name="failure">One line for the operator: which file, and why.</param>
    public static bool TryReadCertificate(
        string certificateFile,
        string? keyFile,
        DateTimeOffset now,
        [NotNullWhen(true)] out SslStreamCertificateContext? certificate,
        [NotNullWhen(false)] out string? failure)
    {
        certificate = null;
        if (!TryRead(certificateFile, out var pem, out failure)
            || !TryRead(keyFile ?? certificateFile, out var keyPem, out failure))
        {
            return false;
        }

        X509Certificate2? leaf = null;
        try
        {
            leaf = X509Certificate2.CreateFromPem(pem, keyPem);
            if (Validity(leaf, now) is { } invalid)
            {
                failure = $"{certificateFile}: the certificate {invalid}";
                return false;
            }

            var chain = new X509Certificate2Collection();
            chain.ImportFromPem(pem);
            certificate = SslStreamCertificateContext.Create(leaf, chain, offline: true);
            leaf = null;
            return true;
        }
        catch (CryptographicException)
        {
            failure = WhyNot(certificateFile, keyFile, pem);
            return false;
        }
        // What the framework throws for a key of another kind than the certificate's.
        catch (ArgumentException)
        {
            failure = WhyNot(certificateFile, keyFile, pem);
            return false;
        }
        finally
        {
            leaf?.Dispose();
        }
    }

    /// <summary>The authorities in a file: at least one.</summary>
    public static bool TryReadAuthorities(
        string file,
        [NotNullWhen(true)] out X509Certificate2Collection? authorities,
        [NotNullWhen(false)] out string? failure)
    {
        authorities = null;
        if (!TryRead(file, out var pem, out failure))
        {
            return false;
        }

        try
        {
            var read = new X509Certificate2Collection();
            read.ImportFromPem(pem);
            if (read.Count > 0)
            {
                authorities = read;
                return true;
            }
        }
        catch (CryptographicException)
        {
            // Said below.
        }

        failure = $"{file}: no certificate in PEM form";
        return false;
    }

    private static string WhyNot(string certificateFile, string? keyFile, string pem)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(pem);
            return $"{keyFile ?? certificateFile}: no private key in PEM form that belongs to {certificateFile}";
        }
        catch (CryptographicException)
        {
            return $"{certificateFile}: no certificate in PEM form";
        }
    }

    /// <summary>Null when it is valid at a time; else "expired on …" or "is not valid before …".</summary>
    internal static string? Validity(X509Certificate2 certificate, DateTimeOffset now)
    {
        if (now > certificate.NotAfter)
        {
            return $"expired on {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd HH:mm} UTC";
        }

        return now < certificate.NotBefore
            ? $"is not valid before {certificate.NotBefore.ToUniversalTime():yyyy-MM-dd HH:mm} UTC"
            : null;
    }

    private static bool TryRead(string file, out string text, [NotNullWhen(false)] out string? failure)
    {
        text = string.Empty;
        failure = null;
        try
        {
            text = File.ReadAllText(file);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            failure = e is FileNotFoundException or DirectoryNotFoundException
                ? $"{file}: no such file"
                : $"{file}: cannot be read ({e.Message})";
            return false;
        }
    }
}
