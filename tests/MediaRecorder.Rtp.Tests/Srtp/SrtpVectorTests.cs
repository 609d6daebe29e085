using MediaRecorder.Rtp.Srtp;
using MediaRecorder.TestKit.Srtp;

namespace MediaRecorder.Rtp.Tests.Srtp;

/// <summary>
/// Published vectors, for libsrtp as we bind it and for the reference that the other tests hold it against.
/// </summary>
public sealed class SrtpVectorTests
{
    private const string Key128 = "E1F97A0D3E018BE0D64FA32C06DE4139";
    private const string Salt = "0EC675AD498AFEEBB6960B3AABE6";
    private const string Key256 = "F0F04914B513F2763A1B1FA130F10E2998F6F6E43E4309D1E622A0E332B9F1B6";
    private const string Salt256 = "3B04803DE51EE7C96423AB5B78D2";
    private const string GcmKey = "000102030405060708090A0B0C0D0E0F";
    private const string GcmKey256 = "000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F";
    private const string GcmSalt = "A0A1A2A3A4A5A6A7A8A9AAAB";
    private const string Rtp = "800F1234DECAFBADCAFEBABEABABABABABABABABABABABABABABABAB";
    private const string Rtcp = "81C8000BCAFEBABEABABABABABABABABABABABABABABABAB";

    // RFC 3711 B.2.
    [Fact]
    public void Counter_mode_gives_the_key_stream_of_RFC_3711() =>
        Assert.Equal(
            "E03EAD0935C95E80E166B16DD92B4EB4D23513162B02D0F72A43A2FE4A5F97AB41E95B3BB0A2E8DD477901E4FCA894C0",
            Convert.ToHexString(ReferenceSrtp.CounterMode(
                Hex("2B7E151628AED2A6ABF7158809CF4F3C"), Hex("F0F1F2F3F4F5F6F7F8F9FAFBFCFD0000"), new byte[48])));

    // RFC 3711 B.3 and RFC 6188 §7.2.
    [Theory]
    [InlineData(Key128, Salt, 0, "C61E7A93744F39EE10734AFE3FF7A087")]
    [InlineData(Key128, Salt, 1, "CEBE321F6FF7716B6FD4AB49AF256A156D38BAA4")]
    [InlineData(Key128, Salt, 2, "30CBBC08863D8C85D49DB34A9AE1")]
    [InlineData(Key256, Salt256, 0, "5BA1064E30EC51613CAD926C5A28EF731EC7FB397F70A960653CAF06554CD8C4")]
    [InlineData(Key256, Salt256, 1, "FD9C32D39ED5FBB5A9DC96B30818454D1313DC05")]
    [InlineData(Key256, Salt256, 2, "FA31791685CA444A9E07C6C64E93")]
    public void Keys_are_derived_as_the_RFCs_show(string key, string salt, byte label, string derived) =>
        Assert.Equal(
            derived, Convert.ToHexString(ReferenceSrtp.DeriveKey(Hex(key), Hex(salt), label, derived.Length / 2)));

    // The known answers of libsrtp's own test driver, which GStreamer, pylibsrtp and others repeat.
    [Theory]
    [InlineData(
        "AES_CM_128_HMAC_SHA1_80", Key128 + Salt,
        "800F1234DECAFBADCAFEBABE4E55DC4CE79978D88CA4D215949D2402B78D6ACC99EA179B8DBB")]
    [InlineData(
        "AES_256_CM_HMAC_SHA1_80", Key256 + Salt256,
        "800F1234DECAFBADCAFEBABEF1D9DE17FF251FF1AA007774B0B4B40DA08D9D9A5B3A55D8873B")]
    [InlineData(
        "AEAD_AES_128_GCM", GcmKey + GcmSalt,
        "800F1234DECAFBADCAFEBABEC5002EDE04CFDD2EB91159E0880AA06ED2976826F796B201DF3131A127E8A392")]
    public void Packets_come_out_as_published(string suite, string keyAndSalt, string secured)
    {
        using var sender = Sender(suite, keyAndSalt);
        Assert.Equal(secured, Protected(sender, Rtp));
        Assert.Equal(secured, Convert.ToHexString(new ReferenceSrtp(suite, Hex(keyAndSalt)).Protect(Hex(Rtp), 0)));
    }

    [Fact]
    public void Control_packets_come_out_as_published()
    {
        using var sender = Sender("AES_CM_128_HMAC_SHA1_80", Key128 + Salt);
        Assert.Equal(
            "81C8000BCAFEBABE7128035BE487B9BDBEF89041F977A5A880000001993E08CD54D6C1230798", ProtectedRtcp(sender, Rtcp));
    }

    // Two implementations that agree in both directions, for each suite, with CSRCs and an extension in the header.
    [Theory]
    [InlineData("AES_CM_128_HMAC_SHA1_80", Key128 + Salt)]
    [InlineData("AES_CM_128_HMAC_SHA1_32", Key128 + Salt)]
    [InlineData("AES_256_CM_HMAC_SHA1_80", Key256 + Salt256)]
    [InlineData("AES_256_CM_HMAC_SHA1_32", Key256 + Salt256)]
    [InlineData("AEAD_AES_128_GCM", GcmKey + GcmSalt)]
    [InlineData("AEAD_AES_256_GCM", GcmKey256 + GcmSalt)]
    public void Every_suite_agrees_with_the_reference(string suite, string keyAndSalt)
    {
        const string extended =
            "92801234DECAFBADCAFEBABE0000000100000002BEDE00021055AA0020660000ABABABABABABABABABABAB";
        var reference = new ReferenceSrtp(suite, Hex(keyAndSalt));
        using var sender = Sender(suite, keyAndSalt);
        Assert.Equal(Convert.ToHexString(reference.Protect(Hex(extended), 0)), Protected(sender, extended));
        Assert.Equal(Convert.ToHexString(reference.ProtectRtcp(Hex(Rtcp), 1)), ProtectedRtcp(sender, Rtcp));

        using var receiver = SrtpPair.Receiver(suite, Hex(keyAndSalt));
        var packet = reference.Protect(Hex(extended), 0);
        var length = packet.Length;
        Assert.Equal(SrtpResult.Done, receiver.Unprotect(packet, ref length));
        Assert.Equal(extended, Convert.ToHexString(packet.AsSpan(0, length)));

        var control = reference.ProtectRtcp(Hex(Rtcp), 7);
        length = control.Length;
        Assert.Equal(SrtpResult.Done, receiver.UnprotectRtcp(control, ref length));
        Assert.Equal(Rtcp, Convert.ToHexString(control.AsSpan(0, length)));
    }

    [Fact]
    public void Suites_are_found_by_their_registered_names()
    {
        Assert.All(SrtpSuite.All, suite =>
        {
            Assert.True(SrtpSuite.TryFind(suite.Name, out var found));
            Assert.Same(suite, found);
        });
        Assert.False(SrtpSuite.TryFind("F8_128_HMAC_SHA1_80", out _));
        Assert.False(SrtpSuite.TryFind("aes_cm_128_hmac_sha1_80", out _));
    }

    private static SrtpSender Sender(string suite, string keyAndSalt) => SrtpPair.Sender(suite, Hex(keyAndSalt));

    private static string Protected(SrtpSender sender, string packet)
    {
        var buffer = new byte[packet.Length / 2 + SrtpSender.MaxTrailerBytes];
        Hex(packet).CopyTo(buffer, 0);
        var length = packet.Length / 2;
        Assert.Equal(SrtpResult.Done, sender.Protect(buffer, ref length));
        return Convert.ToHexString(buffer.AsSpan(0, length));
    }

    private static string ProtectedRtcp(SrtpSender sender, string packet)
    {
        var buffer = new byte[packet.Length / 2 + SrtpSender.MaxTrailerBytes];
        Hex(packet).CopyTo(buffer, 0);
        var length = packet.Length / 2;
        Assert.Equal(SrtpResult.Done, sender.ProtectRtcp(buffer, ref length));
        return Convert.ToHexString(buffer.AsSpan(0, length));
    }

    private static byte[] Hex(string text) => Convert.FromHexString(text);
}
