using MediaRecorder.Sip.Messages;

namespace MediaRecorder.Sip.Sdp;

/// <summary>Builds the list of an m-line's payload types from its formats, its rtpmap lines and RFC 3551.</summary>
internal static class RtpMapTable
{
    private const int PayloadTypes = 128;

    /// <summary>
    /// In the order of the formats, each payload type once. A dynamic type without rtpmap is left out: nobody can know
    /// what it means.
    /// </summary>
    internal static RtpMap[] Build(IReadOnlyList<string> formats, ReadOnlySpan<SdpLine> lines)
    {
        var written = new Dictionary<int, RtpMap>(formats.Count);
        foreach (ref readonly var line in lines)
        {
            if (line.AttributeName is "rtpmap" && TryParse(line.AttributeValue, out var map))
            {
                written.TryAdd(map.PayloadType, map);
            }
        }

        Span<bool> isListed = stackalloc bool[PayloadTypes];
        var maps = new List<RtpMap>(formats.Count);
        foreach (var format in formats)
        {
            if (!SipGrammar.TryParseNumber(format, PayloadTypes - 1, out var payloadType) || isListed[payloadType])
            {
                continue;
            }

            isListed[payloadType] = true;
            if ((written.TryGetValue(payloadType, out var map) ? map : Static(payloadType)) is { } known)
            {
                maps.Add(known);
            }
        }

        return [.. maps];
    }

    // rtpmap:<payload type> <encoding name>/<clock rate>[/<channels>]
    private static bool TryParse(ReadOnlySpan<char> value, out RtpMap map)
    {
        map = default;
        var blank = value.IndexOfAny(SipGrammar.Blanks);
        if (blank < 0 || !SipGrammar.TryParseNumber(value[..blank], PayloadTypes - 1, out var payloadType))
        {
            return false;
        }

        var encoding = value[blank..].Trim(SipGrammar.Blanks);
        Span<Range> parts = stackalloc Range[4];
        var count = encoding.Split(parts, '/');
        var channels = 1;
        if (count is < 2 or > 3
            || encoding[parts[0]].IsEmpty
            || !SipGrammar.TryParseNumber(encoding[parts[1]], int.MaxValue, out var clockRate)
            || clockRate == 0
            || (count == 3
                && (!SipGrammar.TryParseNumber(encoding[parts[2]], byte.MaxValue, out channels) || channels == 0)))
        {
            return false;
        }

        map = new RtpMap(payloadType, encoding[parts[0]].ToString(), clockRate, channels);
        return true;
    }

    // RFC 3551 §6, table 4: those we may meet in an offer without rtpmap. G722 says 8000 although it samples at 16000.
    private static RtpMap? Static(int payloadType) => payloadType switch
    {
        0 => new RtpMap(0, "PCMU", 8000, 1),
        8 => new RtpMap(8, "PCMA", 8000, 1),
        9 => new RtpMap(9, "G722", 8000, 1),
        10 => new RtpMap(10, "L16", 44100, 2),
        11 => new RtpMap(11, "L16", 44100, 1),
        13 => new RtpMap(13, "CN", 8000, 1),
        18 => new RtpMap(18, "G729", 8000, 1),
        _ => null,
    };
}
