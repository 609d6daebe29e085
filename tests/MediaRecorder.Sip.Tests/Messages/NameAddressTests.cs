using MediaRecorder.Sip.Messages.Headers;

namespace MediaRecorder.Sip.Tests.Messages;

public sealed class NameAddressTests
{
    [Theory]
    [InlineData("<sip:a@b>", "", "sip:a@b", null)]
    [InlineData("\"A \\\"q\\\" <x>, B\" <sip:a@b>;tag=1", "A \"q\" <x>, B", "sip:a@b", "1")]
    [InlineData("Müller GmbH <sip:a@b;x=y> ; TAG = 1", "Müller GmbH", "sip:a@b;x=y", "1")]
    [InlineData("Bell, Alexander <sip:a@b>", "Bell, Alexander", "sip:a@b", null)]
    [InlineData("sip:a@b;tag=1", "", "sip:a@b", "1")]
    [InlineData("sip:a@b;x=\"<;>\";tag=1", "", "sip:a@b", "1")]
    [InlineData("< sip:a@b >", "", "sip:a@b", null)]
    [InlineData("<sip:a@b;tag=uri>;tag=1", "", "sip:a@b;tag=uri", "1")]
    [InlineData("<sip:a@b?x=y,z>", "", "sip:a@b?x=y,z", null)]
    [InlineData("<tel:+1>;tag", "", "tel:+1", null)]
    public void An_address_is_taken_apart(string text, string display, string uri, string? tag)
    {
        Assert.True(NameAddress.TryParse(text, out var address));
        Assert.Equal(display, address!.DisplayName);
        Assert.Equal(uri, address.Uri.Text);
        Assert.Equal(tag, address.Tag);
        Assert.Equal(text, address.Text);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    [InlineData("\"open <sip:a@b>")]
    [InlineData("\"name\" sip:a@b")]
    [InlineData("\"name\"")]
    [InlineData("<sip:a@b")]
    [InlineData("<>")]
    [InlineData("x > <sip:a@b>")]
    [InlineData("<sip:a@b>tag=1")]
    [InlineData("<sip:a@b>;")]
    [InlineData("<sip:a@b>;tag=")]
    [InlineData("<sip:a@b>;tag=\"1")]
    [InlineData("<sip:a@b>;tag=\"1\"x")]
    [InlineData("<sip:a@b>;a=1,<sip:c@d>")]
    [InlineData("sip:a@b?Route=x")]
    [InlineData("sip:a,b@c")]
    [InlineData("sip:a b@c")]
    public void What_is_no_address_is_refused(string? text)
    {
        Assert.False(NameAddress.TryParse(text, out var address));
        Assert.Null(address);
    }
}
