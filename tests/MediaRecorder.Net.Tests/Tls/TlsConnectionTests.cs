using System.Collections.Immutable;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MediaRecorder.Net.Streams;
using MediaRecorder.Net.Tests.Streams;
using MediaRecorder.Net.Tls;

namespace MediaRecorder.Net.Tests.Tls;

// REQ: A-02
public sealed class TlsConnectionTests : IDisposable
{
    private readonly CertificateFolder _certificates = new();

    public void Dispose() => _certificates.Dispose();

    [Fact]
    public async Task Messages_pass_and_each_side_knows_the_other_by_its_certificate()
    {
        await using var pair = new TlsPair(
            ModelOf("recorder") with { RequireClientCertificate = true },
            ModelOf("sbc", names => names.AddUri(new Uri("sip:SBC.example"))));

        var outgoing = pair.Connect();
        outgoing.TrySend(StreamFixture.Framed("hello"));

        Assert.Equal("hello", pair.Server.TakeMessage());
        var accepted = pair.Server.TakeOpened();
        Assert.Equal(["sbc.example"], accepted.PeerNames);
        Assert.Equal(["127.0.0.1"], outgoing.PeerNames);
        Assert.True(accepted.IsSecure);
        accepted.TrySend(StreamFixture.Framed("hello yourself"));
        Assert.Equal("hello yourself", pair.Client.TakeMessage());
        Assert.Equal(1, pair.Server.Transport.Tls.Open);
        Assert.Equal(0, pair.Server.Transport.Tcp.Open);
    }

    [Fact]
    public async Task A_client_without_a_certificate_is_nameless_where_none_is_required()
    {
        await using var pair = new TlsPair(ModelOf("recorder"), new TlsModel(CaFile: _certificates.CaFile));
        pair.Connect();
        Assert.Empty(pair.Server.TakeOpened().PeerNames);
    }

    [Fact]
    public async Task A_client_without_a_certificate_is_turned_away_where_one_is_required()
    {
        await using var pair = new TlsPair(
            ModelOf("recorder") with { RequireClientCertificate = true }, new TlsModel(CaFile: _certificates.CaFile));
        pair.Connect();
        Assert.Equal(StreamCloseReason.HandshakeFailed, pair.Server.TakeClosed());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_with_a_certificate_of_another_authority_is_turned_away(bool required)
    {
        using var others = new CertificateFolder();
        var (certificate, key) = others.Issue("impostor");
        await using var pair = new TlsPair(
            ModelOf("recorder") with { RequireClientCertificate = required },
            new TlsModel(certificate, key, _certificates.CaFile));
        pair.Connect();
        Assert.Equal(StreamCloseReason.HandshakeFailed, pair.Server.TakeClosed());
    }

    [Fact]
    public async Task A_server_of_another_authority_is_not_spoken_to()
    {
        using var others = new CertificateFolder();
        await using var pair = new TlsPair(ModelOf("recorder"), new TlsModel(CaFile: others.CaFile));
        var connection = pair.Connect();
        connection.TrySend(StreamFixture.Framed("secret"));
        Assert.Equal(StreamCloseReason.HandshakeFailed, pair.Client.TakeClosed());
        pair.Server.TakeClosed();
        Assert.Equal(0, pair.Server.MessagesWaiting);
    }

    [Theory]
    [InlineData("sbc.example", true)]
    [InlineData("SBC.example", true)]
    [InlineData("other.example", false)]
    [InlineData("recorder", false)]
    [InlineData(null, false)]
    public async Task A_server_is_known_by_the_name_asked_for(string? asked, bool isKnown)
    {
        await using var pair = new TlsPair(
            ModelOf("recorder", names => names.AddDnsName("sbc.example")), new TlsModel(CaFile: _certificates.CaFile));
        pair.Connect(asked);
        if (isKnown)
        {
            pair.Client.TakeOpened();
        }
        else
        {
            Assert.Equal(StreamCloseReason.HandshakeFailed, pair.Client.TakeClosed());
        }
    }

    [Fact]
    public async Task A_server_the_system_does_not_know_is_not_spoken_to()
    {
        await using var pair = new TlsPair(ModelOf("recorder"), new TlsModel());
        pair.Connect();
        Assert.Equal(StreamCloseReason.HandshakeFailed, pair.Client.TakeClosed());
    }

    [Theory]
    [InlineData(SslProtocols.Tls12, true)]
    [InlineData(SslProtocols.Tls13, false)]
    public async Task An_older_version_than_the_least_is_turned_away(SslProtocols least, bool isTaken)
    {
        await using var fixture = new StreamFixture();
        var listener = fixture.Listen(EndOf(ModelOf("recorder") with { MinimumVersion = least }, fixture));
        using var stream = Believing(fixture.Dial(listener));
        var handshake = stream.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = "x", EnabledSslProtocols = SslProtocols.Tls12 },
            TestContext.Current.CancellationToken);
        if (isTaken)
        {
            await handshake;
            Assert.Equal(SslProtocols.Tls12, stream.SslProtocol);
        }
        else
        {
            await Assert.ThrowsAnyAsync<Exception>(() => handshake);
            Assert.Equal(StreamCloseReason.HandshakeFailed, fixture.TakeClosed());
        }
    }

    [Theory]
    [InlineData("OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/TCP 192.0.2.1\r\n\r\n")]
    [InlineData("\x16\x03\x01\x00\x05garbage after what looked like a record")]
    [InlineData("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0")]
    public async Task What_is_no_TLS_on_a_TLS_port_is_closed(string text)
    {
        await using var fixture = new StreamFixture();
        var client = fixture.Dial(fixture.Listen(EndOf(ModelOf("recorder"), fixture)));
        client.Send(Encoding.Latin1.GetBytes(text));
        Assert.Equal(StreamCloseReason.HandshakeFailed, fixture.TakeClosed());
        Assert.Equal(1, fixture.Transport.Tls.Closed(StreamCloseReason.HandshakeFailed));
    }

    [Fact]
    public async Task Who_never_finishes_the_handshake_loses_the_place()
    {
        await using var fixture = new StreamFixture();
        var client = fixture.Dial(fixture.Listen(EndOf(ModelOf("recorder"), fixture)));
        client.Send([0x16]);

        // Until the connection is there to be looked at.
        while (fixture.Transport.Tls.Closed(StreamCloseReason.HandshakeTimeout) == 0)
        {
            fixture.Time.Advance(fixture.Limits.HandshakeTimeout);
        }

        Assert.Equal(StreamCloseReason.HandshakeTimeout, fixture.TakeClosed());
    }

    [Fact]
    public async Task A_changed_certificate_is_shown_to_new_peers_and_leaves_running_connections_alone()
    {
        await using var fixture = new StreamFixture();
        var end = EndOf(ModelOf("recorder", names => names.AddDnsName("first.example")), fixture);
        var listener = fixture.Listen(end);
        using var running = await HandshakeAsync(fixture, listener);
        Assert.Equal(["first.example"], NamesShownTo(running));

        _certificates.Issue("recorder", names => names.AddDnsName("second.example"));
        fixture.Time.Advance(TimeSpan.FromSeconds(2));
        using var later = await HandshakeAsync(fixture, listener);

        Assert.Equal(["second.example"], NamesShownTo(later));
        await running.WriteAsync(StreamFixture.Framed("still here"), TestContext.Current.CancellationToken);
        Assert.Equal("still here", fixture.TakeMessage());
        Assert.Equal(0, end.ReloadFailures);
    }

    [Fact]
    public async Task A_change_that_cannot_be_used_leaves_the_certificate_as_it_was_and_is_counted()
    {
        await using var fixture = new StreamFixture();
        var end = EndOf(ModelOf("recorder", names => names.AddDnsName("first.example")), fixture);
        var told = new List<(string, string?)>();
        end.Reloaded = (file, failure) => told.Add((file, failure));
        var listener = fixture.Listen(end);
        using var before = await HandshakeAsync(fixture, listener);

        var (stop, keyFile) = (TestContext.Current.CancellationToken, _certificates.PathOf("recorder.key"));
        var key = await File.ReadAllTextAsync(keyFile, stop);
        _certificates.Issue("recorder", names => names.AddDnsName("second.example"));
        var newKey = await File.ReadAllTextAsync(keyFile, stop);
        await File.WriteAllTextAsync(keyFile, key, stop);
        fixture.Time.Advance(TimeSpan.FromSeconds(2));
        using var between = await HandshakeAsync(fixture, listener);
        await File.WriteAllTextAsync(keyFile, newKey, stop);
        fixture.Time.Advance(TimeSpan.FromSeconds(2));
        using var after = await HandshakeAsync(fixture, listener);

        Assert.Equal(["first.example"], NamesShownTo(between));
        Assert.Equal(["second.example"], NamesShownTo(after));
        Assert.Equal(1, end.ReloadFailures);
        var failure = $"{keyFile}: no private key in PEM form that belongs to {_certificates.PathOf("recorder.pem")}";
        Assert.Equal([(_certificates.PathOf("recorder.pem"), failure), (_certificates.PathOf("recorder.pem"), null)], told);
    }

    // What a client makes of our certificate is another test's matter.
    private static SslStream Believing(Socket socket) =>
#pragma warning disable CA5359
        new(new NetworkStream(socket), leaveInnerStreamOpen: false, (_, _, _, _) => true);
#pragma warning restore CA5359

    private static async Task<SslStream> HandshakeAsync(StreamFixture fixture, IPEndPoint listener)
    {
        var stream = Believing(fixture.Dial(listener));
        await stream.AuthenticateAsClientAsync("x");
        fixture.TakeOpened();
        return stream;
    }

    private static ImmutableArray<string> NamesShownTo(SslStream stream) =>
        CertificateNames.Of(stream.RemoteCertificate!);

    private static TlsEnd EndOf(TlsModel model, StreamFixture fixture)
    {
        Assert.True(TlsEnd.TryCreate(model, fixture.Time, out var end, out var failure), failure);
        return end;
    }

    private TlsModel ModelOf(string name, Action<SubjectAlternativeNameBuilder>? names = null)
    {
        var (certificate, key) = _certificates.Issue(name, names);
        return new TlsModel(certificate, key, _certificates.CaFile);
    }
}
