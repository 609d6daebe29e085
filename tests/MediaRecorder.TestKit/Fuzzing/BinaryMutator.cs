namespace MediaRecorder.TestKit.Fuzzing;

/// <summary>Seeded damage for packets: bits flipped, bytes overwritten, cut short, lengthened, or all random.</summary>
public sealed class BinaryMutator(int seed)
{
    private readonly Random _random = new(seed);

    public byte[] Mutate(byte[] original)
    {
        ArgumentNullException.ThrowIfNull(original);
        var bytes = (byte[])original.Clone();
        switch (_random.Next(4))
        {
            case 0:
                Array.Resize(ref bytes, _random.Next(original.Length + 1));
                break;
            case 1:
                Array.Resize(ref bytes, original.Length + _random.Next(40));
                break;
            case 2:
                bytes = new byte[_random.Next(80)];
                _random.NextBytes(bytes);
                break;
        }

        for (var i = _random.Next(6); i > 0 && bytes.Length > 0; i--)
        {
            var at = _random.Next(bytes.Length);
            bytes[at] = _random.Next(2) == 0 ? (byte)_random.Next(256) : (byte)(bytes[at] ^ (1 << _random.Next(8)));
        }

        return bytes;
    }
}
