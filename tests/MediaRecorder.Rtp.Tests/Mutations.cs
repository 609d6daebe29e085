namespace MediaRecorder.Rtp.Tests;

/// <summary>Seeded damage: bits flipped, bytes overwritten, cut short, lengthened, or all random.</summary>
internal static class Mutations
{
    public static byte[] Of(byte[] valid, Random random)
    {
        var bytes = (byte[])valid.Clone();
        switch (random.Next(4))
        {
            case 0:
                Array.Resize(ref bytes, random.Next(valid.Length + 1));
                break;
            case 1:
                Array.Resize(ref bytes, valid.Length + random.Next(40));
                break;
            case 2:
                bytes = new byte[random.Next(80)];
                random.NextBytes(bytes);
                break;
        }
        for (var i = random.Next(6); i > 0 && bytes.Length > 0; i--)
        {
            var at = random.Next(bytes.Length);
            bytes[at] = random.Next(2) == 0 ? (byte)random.Next(256) : (byte)(bytes[at] ^ (1 << random.Next(8)));
        }
        return bytes;
    }
}
