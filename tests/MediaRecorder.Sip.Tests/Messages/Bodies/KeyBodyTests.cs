using System.Text;
using MediaRecorder.Sip.Messages.Bodies;

namespace MediaRecorder.Sip.Tests.Messages.Bodies;

/// <summary>REQ C-04: keys by SIP INFO.</summary>
public sealed class KeyBodyTests
{
    [Theory]
    [InlineData("application/dtmf-relay", "Signal=5\r\nDuration=160\r\n", '5', 160)]
    [InlineData("application/dtmf-relay", "Signal= #\nDuration= 250", '#', 250)]
    [InlineData("Application/DTMF-Relay;charset=utf-8", "SIGNAL = *\r\nduration=0", '*', 0)]
    [InlineData("application/dtmf-relay", "Duration=100\r\nSignal=a", 'A', 100)]
    [InlineData("application/dtmf-relay", "Signal=D", 'D', null)]
    [InlineData("application/dtmf-relay", "Signal=10\r\n", '*', null)]
    [InlineData("application/dtmf-relay", "Signal=11\r\n", '#', null)]
    [InlineData("application/dtmf-relay", "Signal=15\r\n", 'D', null)]
    [InlineData("application/dtmf-relay", "Signal=03\r\n", '3', null)]
    [InlineData("application/dtmf-relay", "Signal=1\r\nVolume=10\r\nDuration=99999999\r\n", '1', KeyBody.MaxDurationMs)]
    [InlineData("application/dtmf", "7", '7', null)]
    [InlineData("application/dtmf", "#\r\n", '#', null)]
    [InlineData("application/dtmf", " 11 ", '#', null)]
    [InlineData("application/dtmf", "Signal=4\r\nDuration=80", '4', 80)]
    [InlineData("application/vnd.nortelnetworks.digits", "p=Digit-Collection\r\ny=Digits\r\nd=5\r\n", '5', null)]
    public void A_key_is_read_in_each_way_of_writing_it(string type, string text, char key, int? durationMs)
    {
        Assert.Equal(KeyBodyError.None, Read(type, text, out var body));
        Assert.Equal(new KeyBody(key, durationMs), body);
    }

    [Theory]
    [InlineData("application/dtmf-relay", "Signal=16\r\nDuration=300")]
    [InlineData("application/dtmf-relay", "Signal=!")]
    [InlineData("application/dtmf-relay", "Signal=hf\r\nDuration=300")]
    [InlineData("application/dtmf", "flash")]
    [InlineData("application/dtmf-relay", "Signal=255")]
    public void A_flash_and_other_events_are_well_formed_and_no_key(string type, string text)
    {
        Assert.Equal(KeyBodyError.None, Read(type, text, out var body));
        Assert.Null(body.Key);
    }

    [Theory]
    [InlineData("application/dtmf-relay", "", KeyBodyError.BadSignal)]
    [InlineData("application/dtmf-relay", "Duration=160\r\n", KeyBodyError.BadSignal)]
    [InlineData("application/dtmf-relay", "Signal=\r\nDuration=160\r\n", KeyBodyError.BadSignal)]
    [InlineData("application/dtmf-relay", "Signal=E", KeyBodyError.BadSignal)]
    [InlineData("application/dtmf-relay", "Signal=256", KeyBodyError.BadSignal)]
    [InlineData("application/dtmf-relay", "Signal=1 2", KeyBodyError.BadSignal)]
    [InlineData("application/dtmf-relay", "Signal=-1", KeyBodyError.BadSignal)]
    [InlineData("application/dtmf-relay", "Signal=99999999999999999999", KeyBodyError.BadSignal)]
    [InlineData("application/dtmf-relay", "Signal=1\r\nSignal=2", KeyBodyError.BadSignal)]
    [InlineData("application/dtmf-relay", "5", KeyBodyError.BadSignal)]
    [InlineData("application/dtmf", "", KeyBodyError.BadSignal)]
    [InlineData("application/dtmf", "#11#", KeyBodyError.BadSignal)]
    [InlineData("application/dtmf", "1\r\n2", KeyBodyError.BadSignal)]
    [InlineData("application/dtmf-relay", "Signal=1\r\nDuration=x", KeyBodyError.BadDuration)]
    [InlineData("application/dtmf-relay", "Signal=1\r\nDuration=-5", KeyBodyError.BadDuration)]
    [InlineData("application/dtmf-relay", "Signal=1\r\nDuration=1\r\nDuration=2", KeyBodyError.BadDuration)]
    [InlineData("text/plain", "Signal=5", KeyBodyError.OtherType)]
    [InlineData("application/sdp", "v=0", KeyBodyError.OtherType)]
    [InlineData("dtmf-relay", "Signal=5", KeyBodyError.OtherType)]
    [InlineData(null, "Signal=5", KeyBodyError.OtherType)]
    public void What_is_no_key_is_refused_with_the_reason(string? type, string text, KeyBodyError expected) =>
        Assert.Equal(expected, Read(type, text, out _));

    [Theory]
    [InlineData(0, KeyBodyError.None)]
    [InlineData(1, KeyBodyError.TooLong)]
    public void A_body_has_256_bytes_at_most(int over, KeyBodyError expected)
    {
        var text = "Signal=5\r\n".PadRight(KeyBody.MaxBytes + over, '\n');
        Assert.Equal(expected, Read("application/dtmf-relay", text, out _));
    }

    private static KeyBodyError Read(string? type, string text, out KeyBody body)
    {
        var isRead = KeyBody.TryParse(type, Encoding.ASCII.GetBytes(text), out body, out var error);
        Assert.Equal(isRead, error == KeyBodyError.None);
        return error;
    }
}
