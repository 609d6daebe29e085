using MediaRecorder.Rtp.Srtp;

namespace MediaRecorder.Rtp.Tests.Srtp;

/// <summary>Contexts and packets for the tests of this folder.</summary>
internal static class SrtpPair
{
    public const string Suite = "AES_CM_128_HMAC_SHA1_80";

    /// <summary>A key and salt that differ with <paramref name="seed"/>.</summary>
    public static byte[] KeyAndSalt(int seed, string suite = Suite)
    {
        Assert.True(SrtpSuite.TryFind(suite, out var found));
        var bytes = new byte[found.KeyAndSaltBytes];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public static SrtpKey Key(string suite, byte[] keyAndSalt, params byte[] mki)
    {
        Assert.True(SrtpSuite.TryFind(suite, out var found));
        Assert.True(SrtpKey.TryCreate(found, keyAndSalt, mki, out var key));
        return key;
    }

    public static SrtpSender Sender(string suite, byte[] keyAndSalt)
    {
        using var key = Key(suite, keyAndSalt);
        Assert.True(SrtpSender.TryCreate(key, out var sender));
        return sender;
    }

    public static SrtpReceiver Receiver(string suite, byte[] keyAndSalt, SrtpReceiver? before = null)
    {
#pragma warning disable CA2000 // The receiver owns its keys.
        Assert.True(SrtpReceiver.TryCreate([Key(suite, keyAndSalt)], before, out var receiver));
#pragma warning restore CA2000
        return receiver;
    }

    /// <summary>20 ms of audio whose first payload bytes are the number itself, so that packets are told apart.</summary>
    public static byte[] Rtp(long number, uint ssrc = 0xCAFEBABE, int payloadBytes = 160)
    {
        var packet = new byte[12 + payloadBytes];
        packet[0] = 0x80;
        packet[2] = (byte)(number >> 8);
        packet[3] = (byte)number;
        BitConverter.TryWriteBytes(packet.AsSpan(4), (uint)(number * 160));
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(8), ssrc);
        BitConverter.TryWriteBytes(packet.AsSpan(12), number);
        return packet;
    }

    /// <summary>An empty receiver report.</summary>
    public static byte[] Rtcp(uint ssrc = 0xCAFEBABE)
    {
        byte[] packet = [0x80, 201, 0, 1, 0, 0, 0, 0];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(4), ssrc);
        return packet;
    }

    /// <returns>What the packet became, or null with what was said instead.</returns>
    public static byte[]? Protect(SrtpSender sender, byte[] packet, out SrtpResult result)
    {
        var buffer = new byte[packet.Length + SrtpSender.MaxTrailerBytes];
        packet.CopyTo(buffer, 0);
        var length = packet.Length;
        result = sender.Protect(buffer, ref length);
        return result == SrtpResult.Done ? buffer[..length] : null;
    }

    public static SrtpResult Unprotect(SrtpReceiver receiver, byte[] packet, out byte[] plain)
    {
        var buffer = (byte[])packet.Clone();
        var length = packet.Length;
        var result = receiver.Unprotect(buffer, ref length);
        plain = result == SrtpResult.Done ? buffer[..length] : [];
        return result;
    }
}
