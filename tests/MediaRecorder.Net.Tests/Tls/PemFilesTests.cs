using MediaRecorder.Net.Tls;

namespace MediaRecorder.Net.Tests.Tls;

public sealed class PemFilesTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly CertificateFolder _certificates = new();

    public void Dispose() => _certificates.Dispose();

    [Fact]
    public void A_certificate_and_its_key_may_share_a_file()
    {
        var (certificate, key) = _certificates.Issue("both");
        File.AppendAllText(certificate, "\n" + File.ReadAllText(key));

        Assert.True(PemFiles.TryReadCertificate(certificate, null, Now, out _, out var failure), failure);
    }

    [Fact]
    public void What_is_wrong_with_the_files_is_said()
    {
        var (certificate, key) = _certificates.Issue("good");
        var (_, otherKey) = _certificates.Issue("other");
        var (expired, expiredKey) = _certificates.Issue("old", until: Now.AddDays(-1));
        var noise = _certificates.PathOf("noise");
        File.WriteAllText(noise, "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n");
        var missing = _certificates.PathOf("missing");

        Assert.Equal($"{missing}: no such file", FailureOf(missing, key));
        Assert.Equal($"{missing}: no such file", FailureOf(certificate, missing));
        Assert.Equal($"{otherKey}: no private key in PEM form that belongs to {certificate}", FailureOf(certificate, otherKey));
        Assert.Equal($"{certificate}: no private key in PEM form that belongs to {certificate}", FailureOf(certificate, null));
        Assert.Equal($"{noise}: no certificate in PEM form", FailureOf(noise, key));
        Assert.Equal($"{expired}: the certificate expired on 2025-12-31 00:00 UTC", FailureOf(expired, expiredKey));
        Assert.False(PemFiles.TryReadCertificate(certificate, key, Now.AddYears(-10), out _, out var early));
        Assert.Equal($"{certificate}: the certificate is not valid before 2020-01-01 00:00 UTC", early);
    }

    [Fact]
    public void Authorities_are_at_least_one()
    {
        var (_, key) = _certificates.Issue("x");

        Assert.True(PemFiles.TryReadAuthorities(_certificates.CaFile, out var one, out _));
        Assert.Single(one);
        Assert.False(PemFiles.TryReadAuthorities(key, out _, out var none));
        Assert.Equal($"{key}: no certificate in PEM form", none);
        Assert.False(PemFiles.TryReadAuthorities(_certificates.PathOf("no"), out _, out var missing));
        Assert.EndsWith("no such file", missing, StringComparison.Ordinal);
    }

    private static string? FailureOf(string certificate, string? key)
    {
        Assert.False(PemFiles.TryReadCertificate(certificate, key, Now, out _, out var failure));
        return failure;
    }
}
