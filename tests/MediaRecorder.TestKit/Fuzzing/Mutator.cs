using System.Text;

namespace MediaRecorder.TestKit.Fuzzing;

/// <summary>
/// Seeded damage for text on the wire: one to four edits, among them fragments that mean something to a parser.
/// </summary>
public sealed class Mutator(int seed)
{
    private static readonly byte[][] Fragments =
        [.. new[]
        {
            "\r\n", "\r", "\n", "\r\n ", "\r\n\r\n", "\"", "\\", "<", ">", ",", ";", ":", "=", " ", "\t", "\0", "@", "[",
            "]", "?", "/", "%", "-1", "4294967296", "é", "*", "SIP/2.0", "::", "m=audio 0 RTP/AVP", "a=rtcp:",
            "c=IN IP4 0.0.0.0", "l: 9", "\r\n--", "--b", "%41", "[::1]", "z9hG4bK", "sip:",
        }.Select(Encoding.UTF8.GetBytes), [0xff], [0xc3]];

    private readonly Random _random = new(seed);

    public byte[] Mutate(byte[] original)
    {
        ArgumentNullException.ThrowIfNull(original);
        var bytes = original.ToList();
        for (var edits = _random.Next(1, 5); edits > 0 && bytes.Count > 0; edits--)
        {
            var at = _random.Next(bytes.Count);
            var length = Math.Min(_random.Next(1, 24), bytes.Count - at);
            switch (_random.Next(6))
            {
                case 0:
                    bytes[at] = (byte)_random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, length);
                    break;
                case 2:
                    bytes.InsertRange(_random.Next(bytes.Count), bytes.GetRange(at, length));
                    break;
                case 3 or 4:
                    bytes.InsertRange(at, Fragments[_random.Next(Fragments.Length)]);
                    break;
                default:
                    bytes.RemoveRange(at, _random.Next(8) == 0 ? bytes.Count - at : 1);
                    break;
            }
        }

        return [.. bytes];
    }
}
