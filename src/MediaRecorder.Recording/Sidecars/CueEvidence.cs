using MediaRecorder.Policy.Cues;

namespace MediaRecorder.Recording.Sidecars;

/// <summary>
/// Evidence as it may be stored: bounded, on one line, and without the digits that were dialled (B-07).
/// </summary>
internal static class CueEvidence
{
    public const int MaxChars = 256;

    private const char Masked = '•';

    public static string Redact(Cue cue)
    {
        bool keys = cue.Source == CueSource.Keypad || cue is KeyHeard;
        string evidence = cue.Evidence.Length > MaxChars ? cue.Evidence[..MaxChars] : cue.Evidence;
        return string.Create(evidence.Length, (evidence, keys), static (into, given) =>
        {
            for (int i = 0; i < into.Length; i++)
            {
                char c = given.evidence[i];
                into[i] = given.keys && IsKey(c) ? Masked : char.IsControl(c) ? ' ' : c;
            }
        });
    }

    // The letters A–D are keys too, but no customer has them, and masking them would make every word unreadable.
    private static bool IsKey(char c) => char.IsAsciiDigit(c) || c is '*' or '#';
}
