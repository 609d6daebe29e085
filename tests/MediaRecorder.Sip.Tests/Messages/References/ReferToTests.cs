using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.References;

namespace MediaRecorder.Sip.Tests.Messages.References;

// REQ: A-01
public sealed class ReferToTests
{
    // The examples of RFC 3515 §2.1.
    [Theory]
    [InlineData("sip:alice@atlanta.example.com", "sip:alice@atlanta.example.com", "INVITE", 0)]
    [InlineData("<sip:bob@biloxi.example.net?Accept-Contact=sip:bobsdesk@biloxi.example.net&Call-ID%3D55432%40alicepc.atlanta.example.com=x>", null, null, -1)]
    [InlineData("<sip:dave@denver.example.org?Replaces=12345%40192.168.118.3%3Bto-tag%3D12345%3Bfrom-tag%3D5FFE-3994>", "sip:dave@denver.example.org", "INVITE", 1)]
    [InlineData("<sip:carol@cleveland.example.org;method=SUBSCRIBE>", "sip:carol@cleveland.example.org;method=SUBSCRIBE", "SUBSCRIBE", 0)]
    [InlineData("\"C, Dave\" <sip:a?b@h;x=y?Subject=a%20b&X-Y=%C3%A9&Z=>;p=q", "sip:a?b@h;x=y", "INVITE", 3)]
    [InlineData("<tel:+49301234>", "tel:+49301234", "INVITE", 0)]
    [InlineData("<http://www.ietf.org?a=b>", "http://www.ietf.org?a=b", "INVITE", 0)]
    public void The_party_and_the_wanted_headers_are_read(string text, string? target, string? method, int headers)
    {
        Assert.Equal(headers >= 0, ReferTo.TryParse(text, out var referTo));
        Assert.Equal(target, referTo?.Target);
        Assert.Equal(method, referTo?.MethodToken);
        Assert.Equal(Math.Max(headers, 0), referTo?.Headers.Count ?? 0);
    }

    [Fact]
    public void An_escaped_Replaces_is_read_and_rewritten_in_its_place()
    {
        const string text = "\"Dave\" <sip:dave@d.example;user=phone?Subject=a%20%26b&Replaces=1%402%3Bto-tag%3D3%3Bfrom-tag%3D4%3Bearly-only&Require=replaces>;x=y";
        Assert.True(ReferTo.TryParse(text, out var referTo));
        Assert.Equal(new ReplacesHeader("1@2", "3", "4", true), referTo!.Replaces);

        Assert.Equal(text, referTo.Rewritten(null, null));
        Assert.Equal(
            "\"Dave\" <sip:192.0.2.1?Subject=a%20%26b&Replaces=5%3Bto-tag%3D6%3Bfrom-tag%3D7&Require=replaces>;x=y",
            referTo.Rewritten("sip:192.0.2.1", new ReplacesHeader("5", "6", "7", false)));
    }

    [Theory]
    [InlineData("sip:a@b;x=y", "<sip:c@d>;x=y")]
    [InlineData("<sip:a@b;x=y>", "<sip:c@d>")]
    [InlineData("< sip:a@b >", "<sip:c@d>")]
    public void Another_target_always_stands_in_brackets(string text, string expected)
    {
        Assert.True(ReferTo.TryParse(text, out var referTo));
        Assert.Equal(expected, referTo!.Rewritten("sip:c@d", null));
    }

    // What is hostile: line breaks that would become headers, two of what may be there once, nonsense escapes.
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("sip:a@b?Replaces=x")]
    [InlineData("<sip:a@b>, <sip:c@d>")]
    [InlineData("<sip:a@b?X=1%0d%0aVia:%20x>")]
    [InlineData("<sip:a@b?X=1%0A>")]
    [InlineData("<sip:a@b?X=%00>")]
    [InlineData("<sip:a@b?X%0d=1>")]
    [InlineData("<sip:a@b?X%3A=1>")]
    [InlineData("<sip:a@b?X=%7f>")]
    [InlineData("<sip:a@b?X=%ff>")]
    [InlineData("<sip:a@b?X=%4>")]
    [InlineData("<sip:a@b?X=%zz>")]
    [InlineData("<sip:a@b?X=%>")]
    [InlineData("<sip:a@b?>")]
    [InlineData("<sip:a@b?X>")]
    [InlineData("<sip:a@b?=1>")]
    [InlineData("<sip:a@b?X=1&&Y=2>")]
    [InlineData("<sip:a@b?Replaces=1%3Bto-tag%3D2>")]
    [InlineData("<sip:a@b?Replaces=1%3Bto-tag%3D2%3Bfrom-tag%3D3&replaces=1%3Bto-tag%3D2%3Bfrom-tag%3D3>")]
    [InlineData("<sip:a@b?Replaces=1%3Bto-tag%3D2%3Bfrom-tag%3D3%2C1%3Bto-tag%3D2%3Bfrom-tag%3D3>")]
    [InlineData("<sip:a@b?Replaces=1%3Fx%26Replaces%3D2%3Bto-tag%3D2%3Bfrom-tag%3D3>")]
    public void What_must_not_be_acted_on_is_refused(string? text)
    {
        Assert.False(ReferTo.TryParse(text, out var referTo));
        Assert.Null(referTo);
    }

    [Fact]
    public void Size_and_count_have_limits()
    {
        static string With(int count) =>
            $"<sip:a@b?{string.Join('&', Enumerable.Range(0, count).Select(i => $"X{i}=1"))}>";

        Assert.True(ReferTo.TryParse(With(UriHeaders.MaxHeaders), out _));
        Assert.False(ReferTo.TryParse(With(UriHeaders.MaxHeaders + 1), out _));
        Assert.True(ReferTo.TryParse($"<sip:a@b?X={new string('x', UriHeaders.MaxValueChars)}>", out _));
        Assert.False(ReferTo.TryParse($"<sip:a@b?X={new string('x', UriHeaders.MaxValueChars + 1)}>", out _));
        Assert.False(ReferTo.TryParse($"<sip:{new string('a', ReferTo.MaxChars)}@b>", out _));
    }

    [Fact]
    public void No_mutant_throws_and_every_accepted_one_is_written_as_something_that_reads_the_same()
    {
        var mutator = new Mutator(7);
        var original = Wire.Bytes(
            "\"Dave\" <sip:dave@d.example;user=phone?Subject=a%20b&Replaces=1%402%3Bto-tag%3D3%3Bfrom-tag%3D4&X=y>;z=1");
        var accepted = 0;
        for (var i = 0; i < 4000; i++)
        {
            var text = System.Text.Encoding.UTF8.GetString(mutator.Mutate(original));
            if (!ReferTo.TryParse(text, out var referTo))
            {
                continue;
            }

            accepted++;
            var written = referTo!.Rewritten(null, null);
            Assert.DoesNotContain('\r', written);
            Assert.DoesNotContain('\n', written);
            Assert.True(ReferTo.TryParse(written, out var again), $"{text} became {written}");
            Assert.Equal(referTo.Headers, again!.Headers);
            Assert.Equal(referTo.Replaces, again.Replaces);
            Assert.Equal(referTo.Target, again.Target);
            Assert.True(SipMessageBuilder.Request("REFER", "sip:a@b").TryAdd("Refer-To", written));
        }

        Assert.InRange(accepted, 400, 3600);
    }
}
