using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using MediaRecorder.Net.Tls;

namespace MediaRecorder.Net.Tests.Tls;

// RFC 5922 §7.1, §7.2
public sealed class CertificateNamesTests
{
    [Fact]
    public void Hosts_of_sip_URIs_DNS_names_and_addresses_are_its_names() =>
        Assert.Equal(
            ["example.com", "sbc.example.com", "192.0.2.1", "2001:db8::1"],
            NamesOf("CN=ignored.example", names =>
            {
                names.AddUri(new Uri("sip:Example.com"));
                names.AddDnsName("SBC.example.com");
                names.AddIpAddress(IPAddress.Parse("192.0.2.1"));
                names.AddIpAddress(IPAddress.Parse("2001:db8::1"));
            }));

    [Fact]
    public void People_other_schemes_and_wildcards_are_no_names() =>
        Assert.Empty(NamesOf("CN=ignored.example", names =>
        {
            names.AddUri(new Uri("sip:alice@example.com"));
            names.AddUri(new Uri("https://example.com"));
            names.AddDnsName("*.example.com");
            names.AddEmailAddress("alice@example.com");
        }));

    [Fact]
    public void The_common_name_counts_only_without_alternatives()
    {
        Assert.Equal(["old.example"], NamesOf("CN=Old.example", null));
        Assert.Empty(NamesOf("CN=*.example", null));
    }

    private static ImmutableArray<string> NamesOf(string subject, Action<SubjectAlternativeNameBuilder>? names)
    {
        using var certificate = CertificateFolder.SelfSigned(subject, names);
        return CertificateNames.Of(certificate);
    }
}
