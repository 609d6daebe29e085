using System.Text;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Headers;
using MediaRecorder.Sip.Tests.Messages;

namespace MediaRecorder.Sip.Tests.Fuzzing;

/// <summary>What stands in one header field.</summary>
internal static class ElementTargets
{
    internal static readonly FuzzTarget[] All =
    [
        new("uri", Texts(
            "sip:mara:pw@[2001:db8::1]:5070;transport=tcp;lr;maddr=192.0.2.1?Subject=a%20b&Priority=urgent",
            "sips:%6Fttö;x=y@pbx.example", "tel:+49-30-123;phone-context=example.com;ext=1", "http://a/b?c#d"), Uri),
        new("name-addr", Texts(
            "\"Zoë \\\"Z\\\", Ltd\" < sip:a@b;c=d > ; tag = \"a;b\" ; q", "M. Lind<sip:m@b>;x=<", "sip:a@b;tag=1"), Address),
        new("via", Texts(
            "SIP / 2.0 / UDP [2001:db8::1]:5060 ; branch=z9hG4bKa;rport;received=2001:db8::2",
            "SIP/2.0/TLS sbc.example;maddr=192.0.2.1;ttl=1;rport=5"), Via),
        new("cseq", Texts("0017 INVITE", "2147483647 !odd%"), CSeqValue),
        new("parameters", Texts(";a=b ; c = \"d\\\"e;f\" ;g;h=[::1];i=j=k", ";tag=1;tag=2"), Parameters),
        new("comma-list", Texts("a, \"b,c\" <d,e> ,, f;g=\"h,i\"", "timer,100rel , replaces"), List),
    ];

    internal static void Read(NameAddress address)
    {
        _ = $"{address.DisplayName} {address.Tag} {address.Parameter("q")}";
        Read(address.Uri);
    }

    private static void Read(SipUri uri)
    {
        _ = $"{uri.User} {uri.DecodedUser} {uri.Host} {uri.Port} {uri.Transport} {uri.Maddr} {uri.HeaderText}";
        _ = uri.TryGetEndpoint(out _);
        Assert.True(uri.IsEquivalentTo(uri));
    }

    private static void Uri(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        if (!SipUri.TryParse(text, out var uri))
        {
            Assert.Equal(default, uri);
            return;
        }

        Read(uri);
        Assert.Equal(text, uri.Text);

        // Whatever is a URI can stand in a request line and between brackets.
        _ = SipMessageBuilder.Request("INVITE", text);
        Assert.True(NameAddress.TryParse($"<{text}>", out var address));
        Assert.Equal(uri, address!.Uri);
    }

    private static void Address(byte[] input)
    {
        if (!NameAddress.TryParse(Encoding.UTF8.GetString(input), out var address))
        {
            Assert.Null(address);
            return;
        }

        Read(address!);
        Assert.True(NameAddress.TryParse(address!.Text, out var again));
        Assert.Equal(
            (address.DisplayName, address.Uri, address.Tag), (again!.DisplayName, again.Uri, again.Tag));
    }

    private static void Via(byte[] input)
    {
        var isParsed = ViaHeader.TryParse(Encoding.UTF8.GetString(input), out var via);
        if (via is null)
        {
            Assert.False(isParsed);
            return;
        }

        _ = $"{via.Received} {via.HasRPort} {via.RPort} {via.Maddr} {via.HasUniqueBranch}";
        var source = new System.Net.IPEndPoint(System.Net.IPAddress.IPv6Loopback, 5061);
        Assert.True(ViaHeader.TryParse(via.WithSource(source), out var stamped));
        Assert.Equal((via.Transport, via.Host, via.Port), (stamped!.Transport, stamped.Host, stamped.Port));
        Assert.True(!isParsed || via.Branch == stamped.Branch);
    }

    private static void CSeqValue(byte[] input)
    {
        if (!CSeq.TryParse(Encoding.UTF8.GetString(input), out var value))
        {
            Assert.Equal(new CSeq(0, SipMethod.Unknown, ""), value);
            return;
        }

        Assert.True(CSeq.TryParse(value.ToString(), out var again));
        Assert.Equal(value, again);
    }

    // Through their two owners, which must agree where the text ends.
    private static void Parameters(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input).TrimEnd(' ', '\t');
        var isAddress = NameAddress.TryParse($"<sip:a@b>{text}", out var address);
        var isVia = ViaHeader.TryParse($"SIP/2.0/UDP a{text}", out var via);
        if (text.StartsWith(';') && via is not null)
        {
            Assert.Equal(isAddress, isVia);
            Assert.Equal(isAddress ? via.Parameter("tag") : null, address?.Parameter("tag"));
        }
    }

    private static void List(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        if (text != text.ReplaceLineEndings(""))
        {
            // Wire would make a header of its own of it.
            return;
        }

        var message = Wire.Parse(Wire.InviteWith("Supported", $"Supported: {text}"));
        Assert.True(message.TryGetElements(SipHeaderName.Supported, out var elements));
        Assert.All(elements, element => Assert.True(message.HasToken(SipHeaderName.Supported, element)));
        message = Wire.Parse(Wire.InviteWith("Supported", $"Supported: {string.Join(",", elements)}"));
        Assert.True(message.TryGetElements(SipHeaderName.Supported, out var again));
        Assert.Equal(elements, again);
    }

    private static byte[][] Texts(params string[] texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];
}
