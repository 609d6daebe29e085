using MediaRecorder.Sip.Sdp;
using MediaRecorder.Sip.Sdp.Crypto;

namespace MediaRecorder.Sip.Tests.Sdp.Crypto;

// REQ: A-07
public sealed class CryptoLineTests
{
    private const string Key = "WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz";

    [Fact]
    public void Line_of_RFC_4568_is_read()
    {
        Assert.True(CryptoLine.TryParse($"1 AES_CM_128_HMAC_SHA1_80 inline:{Key}|2^20|1:4", out var crypto));

        Assert.Equal((1, "AES_CM_128_HMAC_SHA1_80", true), (crypto.Tag, crypto.Suite, crypto.IsUnderstood));
        var key = Assert.Single(crypto.Keys);
        Assert.Equal("YS___semctl () {\t220;}\n}\nunles"u8, key.KeyAndSalt);
        Assert.Equal([0, 0, 0, 1], key.Mki.ToArray());
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("|2^48", 0)]
    [InlineData("|1048576", 0)]
    [InlineData("|281474976710656", 0)]
    [InlineData("|1:1", 1)]
    [InlineData("|2^31|1:1", 1)]
    [InlineData("|18446744073709551615:8", 8)]
    [InlineData("|7:128", 128)]
    public void Lifetime_and_identifier_may_stand_there_or_not(string rest, int mkiBytes)
    {
        Assert.True(CryptoLine.TryParse($"1 AES_CM_128_HMAC_SHA1_80 inline:{Key}{rest}", out var crypto));
        Assert.Equal(mkiBytes, crypto.Keys[0].Mki.Length);
    }

    [Fact]
    public void Several_keys_each_have_their_identifier()
    {
        Assert.True(CryptoLine.TryParse(
            $"2 F8_128_HMAC_SHA1_80 inline:{Key}|2^20|1:4;inline:{Key}|2^20|258:4", out var crypto));

        Assert.Equal([0, 0, 1, 2], crypto.Keys[1].Mki.ToArray());
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80")]
    [InlineData("x AES_CM_128_HMAC_SHA1_80 inline:" + Key)]
    [InlineData("1234567890 AES_CM_128_HMAC_SHA1_80 inline:" + Key)]
    [InlineData("1 A/B inline:" + Key)]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 uri:" + Key)]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:")]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:A")]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:=AAA")]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:" + Key + "|")]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:" + Key + "|0")]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:" + Key + "|2^49")]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:" + Key + "|281474976710657")]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:" + Key + "|1:0")]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:" + Key + "|1:129")]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:" + Key + "|256:1")]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:" + Key + "|2^20|1:4|5")]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:" + Key + "|2^20|2^20")]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:" + Key + ";inline:" + Key)]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:" + Key + "|1:1;inline:" + Key + "|2:2")]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:" + Key + ";")]
    public void What_cannot_be_read_is_kept_out(string value) => Assert.False(CryptoLine.TryParse(value, out _));

    [Fact]
    public void Too_long_too_many_and_too_deep_are_kept_out()
    {
        Assert.False(CryptoLine.TryParse("1 X inline:" + new string('A', 1000), out _));
        Assert.False(CryptoLine.TryParse("1 X " + string.Join(';', Enumerable.Repeat($"inline:{Key}|1:1", 5)), out _));
        Assert.False(CryptoLine.TryParse($"1 X inline:{Key}" + string.Concat(Enumerable.Repeat(" -a", 17)), out _));
        Assert.True(CryptoLine.TryParse($"1 X inline:{Key}" + string.Concat(Enumerable.Repeat(" -a", 16)), out _));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData(" WSH=128", true)]
    [InlineData(" -some-extension=5", true)]
    [InlineData(" KDR=1", false)]
    [InlineData(" UNENCRYPTED_SRTP", false)]
    [InlineData(" UNENCRYPTED_SRTCP", false)]
    [InlineData(" UNAUTHENTICATED_SRTP", false)]
    [InlineData(" FEC_ORDER=FEC_SRTP", false)]
    [InlineData(" WSH=64 something-new", false)]
    public void Session_parameter_that_must_be_honoured_is_told(string parameters, bool isUnderstood)
    {
        Assert.True(CryptoLine.TryParse($"1 AES_CM_128_HMAC_SHA1_80 inline:{Key}{parameters}", out var crypto));
        Assert.Equal(isUnderstood, crypto.IsUnderstood);
    }

    // 46 bytes, as of AES_256_CM: two characters of padding that some peers leave out.
    [Theory]
    [InlineData("==")]
    [InlineData("")]
    public void Padding_may_be_missing(string padding)
    {
        var bytes = Enumerable.Range(1, 46).Select(i => (byte)i).ToArray();
        var base64 = Convert.ToBase64String(bytes).TrimEnd('=');
        Assert.True(CryptoLine.TryParse($"1 AES_256_CM_HMAC_SHA1_80 inline:{base64}{padding}", out var crypto));
        Assert.Equal(bytes, crypto.Keys[0].KeyAndSalt.ToArray());
    }

    [Fact]
    public void Written_line_reads_back_and_no_text_shows_the_key()
    {
        byte[] key = [.. Enumerable.Range(1, 30).Select(i => (byte)i)];
        Assert.True(CryptoLine.TryParse(CryptoLine.Write(3, "AES_CM_128_HMAC_SHA1_80", key), out var crypto));

        Assert.Equal(key, crypto.Keys[0].KeyAndSalt.ToArray());
        Assert.Equal("3 AES_CM_128_HMAC_SHA1_80", crypto.ToString());
        Assert.Equal("key of 30 bytes", crypto.Keys[0].ToString());
    }

    [Fact]
    public void Lines_of_an_m_line_are_read_in_their_order_and_unreadable_ones_left_out()
    {
        var media = SdpText.Audio(
            $"m=audio 4000 RTP/SAVP 0\na=crypto:1 NEW_SUITE inline:{Key}\na=crypto:2 broken\na=crypto:3 AES_CM_128_HMAC_SHA1_32 inline:{Key}")
            .Media[0];

        Assert.Equal([1, 3], media.Crypto.Select(crypto => crypto.Tag));
        Assert.Equal(SdpAnchorOutcome.Usable, SdpAnchor.Judge(media));
    }

    [Theory]
    [InlineData("RTP/AVP", "RTP/SAVP", "RTP/AVP")]
    [InlineData("RTP/AVPF", "RTP/SAVPF", "RTP/AVPF")]
    [InlineData("RTP/SAVPF", "RTP/SAVPF", "RTP/AVPF")]
    public void Profile_changes_between_plain_and_secure_and_keeps_its_feedback(
        string protocol, string secure, string plain)
    {
        var media = SdpText.Audio($"m=audio 4000 {protocol} 0").Media[0];
        Assert.Equal((secure, plain), (media.RtpProtocol(secure: true), media.RtpProtocol(secure: false)));
    }

    [Fact]
    public void Our_keys_are_written_and_theirs_are_not()
    {
        var theirs = SdpText.Audio($"m=audio 4000 RTP/AVP 0\na=crypto:9 AES_CM_128_HMAC_SHA1_80 inline:{Key}");
        var rewritten = SdpAnchor.Rewrite(
            theirs,
            new SdpOriginId(1, 1),
            System.Net.IPAddress.Loopback,
            [new AnchoredLine(theirs.Media[0], 30000) { Protocol = "RTP/SAVP", Crypto = ["1 A inline:QUJD", "2 B inline:QUJD"] }]);

        Assert.Contains("m=audio 30000 RTP/SAVP 0\r\n", rewritten.ToString(), StringComparison.Ordinal);
        Assert.EndsWith(
            "a=crypto:1 A inline:QUJD\r\na=crypto:2 B inline:QUJD\r\n", rewritten.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Key, rewritten.ToString(), StringComparison.Ordinal);
    }
}
