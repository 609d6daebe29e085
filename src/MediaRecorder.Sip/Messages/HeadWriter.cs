using System.Text;

namespace MediaRecorder.Sip.Messages;

/// <summary>Writes the lines of a message's head in UTF-8. Once they do not fit any more it only counts them.</summary>
internal ref struct HeadWriter(Span<byte> bytes)
{
    private readonly Span<byte> _bytes = bytes;

    /// <summary>Bytes so far.</summary>
    internal int Length { get; private set; }

    internal void Line(ReadOnlySpan<char> name, ReadOnlySpan<char> value)
    {
        Write(name);
        Write(": ");
        Line(value);
    }

    internal void Line(ReadOnlySpan<char> text = default)
    {
        Write(text);
        Write("\r\n");
    }

    private void Write(ReadOnlySpan<char> text)
    {
        var room = Length <= _bytes.Length ? _bytes[Length..] : default;
        Length += Encoding.UTF8.TryGetBytes(text, room, out var written) ? written : Encoding.UTF8.GetByteCount(text);
    }
}
