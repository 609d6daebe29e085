namespace MediaRecorder.Sip.Transports;

/// <summary>
/// Finds Content-Length, or its compact form, while the header section goes by in pieces. Reads no more of other headers
/// than their names.
/// </summary>
internal sealed class ContentLengthReader
{
    // Larger than any message: a longer number stays there.
    private const int TooLong = 1 << 20;

    private static ReadOnlySpan<byte> LongName => "content-length"u8;

    private Place _place;
    private int _nameLength;
    private bool _isLongName;
    private bool _isShortName;
    private int _found;
    private int _value;
    private bool _hasDigits;
    private bool _isBad;

    private enum Place
    {
        Name,
        AfterName,
        BeforeDigits,
        Digits,
        AfterDigits,
        OtherText,
    }

    /// <summary>A message begins; its start line is no header.</summary>
    internal void Reset()
    {
        _place = Place.OtherText;
        _found = 0;
        _value = 0;
        _hasDigits = false;
        _isBad = false;
    }

    /// <param name="isFolded">RFC 3261 §7.3.1: the line goes on with the header before.</param>
    internal void StartLine(bool isFolded)
    {
        if (isFolded)
        {
            // HCOLON has no fold before its colon (RFC 3261 §25.1), and the parser takes none.
            _place = _place == Place.AfterName || _place == Place.Name ? Place.OtherText : _place;
            return;
        }

        _place = Place.Name;
        _nameLength = 0;
        _isLongName = true;
        _isShortName = true;
    }

    /// <param name="text">More of the line, without its end.</param>
    internal void Read(ReadOnlySpan<byte> text)
    {
        foreach (var next in text)
        {
            if (_place == Place.OtherText)
            {
                return;
            }

            Step(next);
        }
    }

    internal SipFramingError Finish(out int bodyBytes)
    {
        bodyBytes = _value;
        return _found switch
        {
            0 => SipFramingError.MissingContentLength,
            > 1 => SipFramingError.DuplicateContentLength,
            _ => _isBad || !_hasDigits ? SipFramingError.BadContentLength : SipFramingError.None,
        };
    }

    private void Step(byte next)
    {
        var isBlank = next is (byte)' ' or (byte)'\t';
        switch (_place)
        {
            case Place.Name when isBlank || next == ':':
                _isLongName &= _nameLength == LongName.Length;
                _isShortName &= _nameLength == 1;
                _place = _isLongName || _isShortName ? Place.AfterName : Place.OtherText;
                EndName(next);
                break;
            case Place.Name:
                _isLongName &= _nameLength < LongName.Length && (next | 0x20) == LongName[_nameLength];
                _isShortName &= _nameLength == 0 && (next | 0x20) == 'l';
                _nameLength++;
                _place = _isLongName || _isShortName ? Place.Name : Place.OtherText;
                break;
            case Place.AfterName when !isBlank:
                EndName(next);
                break;
            case Place.AfterName:
                break;
            case Place.Digits when isBlank:
                _place = Place.AfterDigits;
                break;
            default:
                if (!isBlank)
                {
                    ReadDigit(next);
                }

                break;
        }
    }

    private void EndName(byte next)
    {
        if (_place == Place.AfterName && next == ':')
        {
            _found++;
            _place = Place.BeforeDigits;
        }
        else if (next is not ((byte)' ' or (byte)'\t'))
        {
            _place = Place.OtherText;
        }
    }

    private void ReadDigit(byte next)
    {
        if (!char.IsAsciiDigit((char)next) || _place == Place.AfterDigits)
        {
            _isBad = true;
            _place = Place.OtherText;
            return;
        }

        _hasDigits = true;
        _value = Math.Min(TooLong, (_value * 10) + (next - '0'));
        _place = Place.Digits;
    }
}
