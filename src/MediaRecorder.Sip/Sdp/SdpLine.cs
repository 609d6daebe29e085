namespace MediaRecorder.Sip.Sdp;

/// <summary>One line <c>type=value</c> of a description, the value untouched.</summary>
public readonly record struct SdpLine(char Type, string Value)
{
    /// <summary>The name of an attribute line, without its value; empty for other lines.</summary>
    internal ReadOnlySpan<char> AttributeName
    {
        get
        {
            if (Type != 'a')
            {
                return default;
            }

            var colon = Value.IndexOf(':', StringComparison.Ordinal);
            return colon < 0 ? Value.AsSpan().TrimEnd() : Value.AsSpan(0, colon);
        }
    }

    /// <summary>What follows the colon of an attribute, trimmed; empty without one.</summary>
    internal ReadOnlySpan<char> AttributeValue
    {
        get
        {
            var colon = Type == 'a' ? Value.IndexOf(':', StringComparison.Ordinal) : -1;
            return colon < 0 ? default : Value.AsSpan(colon + 1).Trim();
        }
    }

    public override string ToString() => $"{Type}={Value}";
}
