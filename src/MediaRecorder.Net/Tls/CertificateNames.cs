using System.Collections.Immutable;
using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace MediaRecorder.Net.Tls;

/// <summary>The names a certificate speaks for (RFC 5922 §7.1), in lower case, without wildcards (§7.2).</summary>
public static class CertificateNames
{
    private const string SipScheme = "sip:";

    // RFC 5280 §4.2.1.6: GeneralName ::= CHOICE { … uniformResourceIdentifier [6] IA5String … }
    private static readonly Asn1Tag UriTag = new(TagClass.ContextSpecific, 6);

    /// <summary>
    /// The hosts of its `sip:` URIs, its DNS names and its addresses; its common name only when it has no alternative names
    /// at all.
    /// </summary>
    public static ImmutableArray<string> Of(X509Certificate certificate)
    {
        var read = (X509Certificate2)certificate;
        var names = ImmutableArray.CreateBuilder<string>();
        var alternatives = read.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        if (alternatives is null)
        {
            names.Add(read.GetNameInfo(X509NameType.SimpleName, forIssuer: false));
        }
        else
        {
            names.AddRange(SipHosts(alternatives.RawData));
            names.AddRange(alternatives.EnumerateDnsNames());
            names.AddRange(alternatives.EnumerateIPAddresses().Select(address => address.ToString()));
        }

        return
        [
            .. names.Select(name => name.ToLowerInvariant())
                .Where(name => name.Length > 0 && !name.Contains('*', StringComparison.Ordinal))
                .Distinct(StringComparer.Ordinal),
        ];
    }

    // RFC 5922 §7.1: a URI with a user names a person, not a host. It has no port either (§4.1).
    private static List<string> SipHosts(byte[] alternatives)
    {
        var hosts = new List<string>();
        try
        {
            var reader = new AsnReader(alternatives, AsnEncodingRules.DER).ReadSequence();
            while (reader.HasData)
            {
                if (!reader.PeekTag().HasSameClassAndValue(UriTag))
                {
                    reader.ReadEncodedValue();
                    continue;
                }

                var uri = reader.ReadCharacterString(UniversalTagNumber.IA5String, UriTag);
                if (uri.StartsWith(SipScheme, StringComparison.OrdinalIgnoreCase)
                    && !uri.Contains('@', StringComparison.Ordinal))
                {
                    hosts.Add(uri[SipScheme.Length..]);
                }
            }
        }
        catch (AsnContentException)
        {
            // A name that cannot be read is none.
        }

        return hosts;
    }
}
