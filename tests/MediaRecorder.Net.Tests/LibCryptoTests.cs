namespace MediaRecorder.Net.Tests;

public sealed class LibCryptoTests
{
    // FIPS 180-4's example for "abc"; the empty text by `openssl dgst -sha512-256`.
    [Theory]
    [InlineData("abc", "53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23")]
    [InlineData("", "c672b8d1ef56ed28ab87c3622c5114069bdd3ad7b8f9737498d0c01ecef0967a")]
    public void Sha512Of256_gives_the_known_answers(string text, string expected)
    {
        Assert.SkipUnless(LibCrypto.HasSha512Of256, "libcrypto.so.3 is not installed");
        var hash = new byte[LibCrypto.Sha512Of256Bytes];

        LibCrypto.Sha512Of256(System.Text.Encoding.ASCII.GetBytes(text), hash);

        Assert.Equal(expected, Convert.ToHexStringLower(hash));
    }

    [Fact]
    public void A_buffer_that_is_too_short_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => LibCrypto.Sha512Of256([], new byte[31]));
}
