using MediaRecorder.Policy.Privacy;

namespace MediaRecorder.Policy.Tests.Privacy;

public class RedactedTests
{
    [Theory]
    [InlineData("+4915112345623", "…23")]
    [InlineData("1234567", "…67")]
    [InlineData("123456", "…")]
    [InlineData("4111 1111 1111 1111", "…")]
    [InlineData("sip:+4915112345623@carrier.example", "…")]
    [InlineData("#11#", "…")]
    [InlineData("7", "…")]
    [InlineData("+", "…")]
    [InlineData("", "…")]
    public void Text_shows_at_most_the_last_two_digits_of_a_long_number(string text, string shown)
    {
        Assert.Equal(shown, new Redacted<string>(text).ToString());
    }

    [Fact]
    public void Values_of_other_types_and_null_show_nothing()
    {
        Assert.Equal("…", new Redacted<char>('5').ToString());
        Assert.Equal("…", new Redacted<string?>(null).ToString());
        Assert.Equal("…", default(Redacted<string>).ToString());
    }

    [Fact]
    public void Interpolation_shows_no_more_than_ToString()
    {
        Assert.Equal("from …23", $"from {new Redacted<string>("+4915112345623")}");
    }
}
