using MediaRecorder.Sip.Messages.References;

namespace MediaRecorder.Sip.Tests.Messages.References;

// REQ: A-01
public sealed class DialogReferenceTests
{
    // The examples of RFC 3891 §6.1.
    [Theory]
    [InlineData("98732@sip.example.com ;from-tag=r33th4x0r ;to-tag=ff87ff", "98732@sip.example.com", "ff87ff", "r33th4x0r", false)]
    [InlineData("12adf2f34456gs5;to-tag=12345;from-tag=54321;early-only", "12adf2f34456gs5", "12345", "54321", true)]
    [InlineData("87134@171.161.34.23;to-tag=24796;from-tag=0", "87134@171.161.34.23", "24796", "0", false)]
    [InlineData("a;x=y;TO-TAG=1;From-Tag=2;z", "a", "1", "2", false)]
    public void A_Replaces_is_taken_apart(string text, string callId, string toTag, string fromTag, bool earlyOnly)
    {
        Assert.True(ReplacesHeader.TryParse(text, out var header));
        Assert.Equal(new ReplacesHeader(callId, toTag, fromTag, earlyOnly), header);
        Assert.True(ReplacesHeader.TryParse(header!.ToString(), out var again));
        Assert.Equal(header, again);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("a;to-tag=1")]
    [InlineData("a;from-tag=1")]
    [InlineData("a;to-tag=1;from-tag=2;to-tag=3")]
    [InlineData("a;to-tag=1;from-tag=2;from-tag=2")]
    [InlineData("a;to-tag;from-tag=2")]
    [InlineData("a;to-tag=;from-tag=2")]
    [InlineData("a;to-tag=\"1\";from-tag=2")]
    [InlineData("a;to-tag=1:2;from-tag=2")]
    [InlineData(";to-tag=1;from-tag=2")]
    [InlineData("a b;to-tag=1;from-tag=2")]
    [InlineData("a;to-tag=1;from-tag=2,b;to-tag=1;from-tag=2")]
    [InlineData("a,b;to-tag=1;from-tag=2")]
    [InlineData("a\r\nX: y;to-tag=1;from-tag=2")]
    public void What_names_no_dialog_is_refused(string? text)
    {
        Assert.False(ReplacesHeader.TryParse(text, out var replaces));
        Assert.Null(replaces);
        Assert.False(JoinHeader.TryParse(text, out _));
        Assert.False(
            TargetDialogHeader.TryParse(
                text?.Replace("to-tag", "local-tag", StringComparison.Ordinal)
                    .Replace("from-tag", "remote-tag", StringComparison.Ordinal),
                out _));
    }

    [Fact]
    public void Each_identifier_has_its_limit()
    {
        var longest = new string('x', DialogReference.MaxIdChars);
        Assert.True(ReplacesHeader.TryParse($"{longest};to-tag={longest};from-tag={longest}", out _));
        Assert.False(ReplacesHeader.TryParse($"{longest}x;to-tag=1;from-tag=2", out _));
        Assert.False(ReplacesHeader.TryParse($"a;to-tag={longest}x;from-tag=2", out _));
        Assert.False(ReplacesHeader.TryParse($"a;to-tag=1;from-tag={longest}x", out _));
    }

    // RFC 3911 §7.1, RFC 4538 §7.
    [Fact]
    public void Join_and_Target_Dialog_are_written_as_they_were_read()
    {
        Assert.True(JoinHeader.TryParse("12adf2f34456gs5;to-tag=12345;from-tag=54321", out var join));
        Assert.Equal("12adf2f34456gs5;to-tag=12345;from-tag=54321", join!.ToString());
        Assert.True(
            TargetDialogHeader.TryParse(
                "fa77as7dad8-sd98ajzz@host.example.com ;local-tag=kkaz- ;remote-tag=6544", out var target));
        Assert.Equal("fa77as7dad8-sd98ajzz@host.example.com;local-tag=kkaz-;remote-tag=6544", target!.ToString());
        Assert.Equal(("kkaz-", "6544"), (target.LocalTag, target.RemoteTag));
    }
}
