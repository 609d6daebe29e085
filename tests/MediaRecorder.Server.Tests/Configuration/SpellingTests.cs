using MediaRecorder.Server.Configuration;

namespace MediaRecorder.Server.Tests.Configuration;

public class SpellingTests
{
    private static readonly string[] Known = ["listen", "maxCalls", "noAnswerTimeoutSeconds"];

    [Theory]
    [InlineData("listne", "listen")]
    [InlineData("LISTEN", "listen")]
    [InlineData("max_calls", "maxCalls")]
    [InlineData("noAnswerTimeout", null)]
    [InlineData("lis", null)]
    [InlineData("", null)]
    [InlineData("port", null)]
    public void The_nearest_name_is_found_if_it_is_near(string written, string? nearest)
    {
        Assert.Equal(nearest, Spelling.Nearest(written, Known));
    }

    [Fact]
    public void Of_two_equally_near_the_first_in_order_is_taken()
    {
        Assert.Equal("ab", Spelling.Nearest("ax", ["az", "ab"]));
    }

    [Fact]
    public void A_text_of_any_length_costs_nothing()
    {
        Assert.Null(Spelling.Nearest(new string('a', 1_000_000), Known));
    }
}
