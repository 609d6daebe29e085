using System.Globalization;
using MediaRecorder.Recording.Timelines;
using MediaRecorder.Sip.Sdp;

namespace MediaRecorder.Calls.Lines;

/// <summary>Which formats of an audio m-line the recording room can make sound of. REQ A-08.</summary>
internal static class RecordableCodecs
{
    /// <summary>Formats that would be recorded as silence; keys and comfort noise are none of them.</summary>
    public static IReadOnlySet<string> Unrecordable(MediaDescription audio)
    {
        var kept = audio.RtpMaps
            .Where(map => IsCompanion(map) || CanRecord(map))
            .Select(map => Text(map.PayloadType));
        return audio.Formats.Except(kept).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>True when a voice is left without them.</summary>
    public static bool HasRecordable(MediaDescription audio) => audio.RtpMaps.Any(map => !IsCompanion(map) && CanRecord(map));

    /// <summary>
    /// What <paramref name="audio"/> prefers of the codecs that both list, when it cannot be recorded; null when it can.
    /// </summary>
    public static string? FindUnrecordable(MediaDescription audio, MediaDescription other)
    {
        for (var i = 0; i < audio.Formats.Count; i++)
        {
            var format = audio.Formats[i];
            if (Find(audio, format) is not { } map)
            {
                // A number without a name is static, and the same on both sides.
                if (other.Formats.Contains(format) && Find(other, format) is null)
                {
                    return $"payload type {format}";
                }
            }
            else if (!IsCompanion(map) && Lists(other, map))
            {
                return CanRecord(map) ? null : $"{map.EncodingName}/{map.ClockRate}";
            }
        }

        return null;
    }

    /// <summary>RFC 3264 §5.1: the same codec may have another number on each side.</summary>
    public static bool Lists(MediaDescription audio, RtpMap wanted)
    {
        var maps = audio.RtpMaps;
        for (var i = 0; i < maps.Count; i++)
        {
            if (IsSame(maps[i], wanted))
            {
                return true;
            }
        }

        return false;
    }

    // RFC 7587 §7 writes opus/48000/2 whatever is sent; phones that leave the channels out mean the same.
    private static bool IsSame(RtpMap one, RtpMap other) =>
        one.ClockRate == other.ClockRate
        && one.EncodingName.Equals(other.EncodingName, StringComparison.OrdinalIgnoreCase)
        && (one.Channels == other.Channels || one.EncodingName.Equals("opus", StringComparison.OrdinalIgnoreCase));

    private static RtpMap? Find(MediaDescription audio, string format)
    {
        if (!int.TryParse(format, NumberStyles.None, CultureInfo.InvariantCulture, out var payloadType))
        {
            return null;
        }

        var maps = audio.RtpMaps;
        for (var i = 0; i < maps.Count; i++)
        {
            if (maps[i].PayloadType == payloadType)
            {
                return maps[i];
            }
        }

        return null;
    }

    // RFC 4733, RFC 3389: what travels beside a voice.
    private static bool IsCompanion(RtpMap map) =>
        map.EncodingName.Equals("telephone-event", StringComparison.OrdinalIgnoreCase)
        || map.EncodingName.Equals("CN", StringComparison.OrdinalIgnoreCase);

    private static bool CanRecord(RtpMap map) =>
        LegFormats.CanRecord(new PayloadFormat(map.PayloadType, map.EncodingName, map.ClockRate, map.Channels));

    private static string Text(int payloadType) =>
        payloadType.ToString(CultureInfo.InvariantCulture);
}
