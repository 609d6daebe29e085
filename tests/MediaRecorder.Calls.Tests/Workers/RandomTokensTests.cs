using MediaRecorder.Calls.Workers;

namespace MediaRecorder.Calls.Tests.Workers;

public sealed class RandomTokensTests
{
    // More than are drawn at once.
    private const int Many = 1000;

    [Fact]
    public void A_token_has_96_bits_in_hexadecimal_and_no_other_is_the_same()
    {
        var tokens = new RandomTokens();
        var made = Enumerable.Range(0, Many).Select(_ => tokens.Next()).ToArray();
        Assert.All(made, token => Assert.Matches("^[0-9a-f]{24}$", token));
        Assert.Equal(Many, made.Distinct().Count());
    }

    [Fact]
    public void Every_digit_of_a_token_is_random()
    {
        var tokens = new RandomTokens();
        var made = Enumerable.Range(0, Many).Select(_ => tokens.Next()).ToArray();
        Assert.All(
            Enumerable.Range(0, 24),
            place => Assert.Equal(16, made.Select(token => token[place]).Distinct().Count()));
    }
}
