using System.Collections.Immutable;
using System.Net;
using System.Security.Authentication;
using MediaRecorder.Calls.Transports;
using MediaRecorder.Net.Streams;
using MediaRecorder.Net.Tls;
using MediaRecorder.Server.Options;

namespace MediaRecorder.Server.Configuration;

/// <summary><c>$.sip.tcpListen</c> and <c>$.tls</c> → model. Certificates are read, so that a bad one is found before a
/// start.</summary>
internal static class TransportsModelBuilder
{
    private static readonly ImmutableArray<(string, SslProtocols)> Versions =
        [("1.2", SslProtocols.Tls12), ("1.3", SslProtocols.Tls13)];

    public static TransportsModel Build(
        SipOptions sip, TlsOptions tls, ConfigurationErrors errors, string workingFolder)
    {
        var tcpListen = ReadListen("$.sip.tcpListen", sip.TcpListen, errors);
        var tlsListen = ReadListen("$.tls.listen", tls.Listen, errors);
        if (tlsListen is not null && tlsListen.Equals(tcpListen))
        {
            errors.Add("$.tls.listen", "is the same as sip.tcpListen");
        }

        var model = new TlsModel(
            FileOf(tls.CertificateFile, workingFolder),
            FileOf(tls.KeyFile, workingFolder),
            FileOf(tls.CaFile, workingFolder),
            tls.RequireClientCertificate,
            ModelBuilder.ReadWord("$.tls.minimumVersion", tls.MinimumVersion, errors, Versions));
        CheckFiles(model, tlsListen is not null, errors);
        return new TransportsModel
        {
            TcpListen = tcpListen,
            TlsListen = tlsListen,
            Tls = model,
            Limits = new StreamLimits { PingInterval = TimeSpan.FromSeconds(sip.PingSeconds) },
        };
    }

    private static IPEndPoint? ReadListen(string path, string text, ConfigurationErrors errors) =>
        text.Length == 0 ? null : ModelBuilder.ReadListen(path, text, errors, concrete: true);

    private static string? FileOf(string text, string workingFolder) =>
        text.Length == 0 ? null : Path.GetFullPath(text.Replace("\0", "", StringComparison.Ordinal), workingFolder);

    private static void CheckFiles(TlsModel model, bool listens, ConfigurationErrors errors)
    {
        if (model.CertificateFile is { } file)
        {
            if (!PemFiles.TryReadCertificate(
                file, model.KeyFile, TimeProvider.System.GetUtcNow(), out _, out var failure))
            {
                errors.Add("$.tls.certificateFile", failure);
            }
        }
        else if (listens)
        {
            errors.Add("$.tls.certificateFile", "is needed for tls.listen");
        }
        else if (model.KeyFile is not null)
        {
            errors.Add("$.tls.keyFile", "is of no use without tls.certificateFile");
        }

        if (model.CaFile is { } ca)
        {
            if (!PemFiles.TryReadAuthorities(ca, out _, out var failure))
            {
                errors.Add("$.tls.caFile", failure);
            }
        }
        else if (model.RequireClientCertificate)
        {
            errors.Add("$.tls.requireClientCertificate", "needs tls.caFile, which says whose certificates are good");
        }
    }
}
