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
        foreach (var format in audio.Formats)
        {
            if (!other.Formats.Contains(format))
            {
                continue;
            }

            if (!TryFind(audio, format, out var map))
            {
                return $"payload type {format}";
            }

            if (!IsCompanion(map))
            {
                return CanRecord(map) ? null : $"{map.EncodingName}/{map.ClockRate}";
            }
        }

        return null;
    }

    private static bool TryFind(MediaDescription audio, string format, out RtpMap map)
    {
        map = default;
        if (!int.TryParse(format, NumberStyles.None, CultureInfo.InvariantCulture, out var payloadType))
        {
            return false;
        }

        foreach (var known in audio.RtpMaps)
        {
            if (known.PayloadType == payloadType)
            {
                map = known;
                return true;
            }
        }

        return false;
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
