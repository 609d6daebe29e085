using System.Buffers;
using System.Collections.Immutable;
using MediaRecorder.Calls.Model;
using MediaRecorder.Server.Configuration.Trees;
using MediaRecorder.Server.Options;

namespace MediaRecorder.Server.Configuration;

/// <summary>Keypad options → model. REQ C-04.</summary>
internal static class KeypadModelBuilder
{
    private const string PausePath = "$.keypad.pause";
    private const string ResumePath = "$.keypad.resume";

    // RFC 4733 §3.2: the keys of a telephone; A to D are on none that an agent has, but PBXs send them.
    private static readonly SearchValues<char> Keys = SearchValues.Create("0123456789*#ABCD");

    public static KeypadModel Build(KeypadOptions options, ConfigurationErrors errors)
    {
        CheckCodes(PausePath, options.Pause, errors);
        CheckCodes(ResumePath, options.Resume, errors);
        CheckClashes(options.Pause, options.Resume, errors);
        return new KeypadModel(options.Pause, options.Resume, TimeSpan.FromMilliseconds(options.InterDigitTimeoutMs));
    }

    private static void CheckCodes(string path, ImmutableArray<string> codes, ConfigurationErrors errors)
    {
        for (var i = 0; i < codes.Length; i++)
        {
            var code = codes[i];
            if (code.Length is 0 or > OptionLimits.CodeKeys || code.AsSpan().ContainsAnyExcept(Keys))
            {
                var written = KeyPath.Quoted(code);
                errors.Add(
                    KeyPath.Item(path, i),
                    $"must be 1 to {OptionLimits.CodeKeys} of the keys 0-9 * # A-D, not {written}");
            }
            else if (codes.IndexOf(code) != i)
            {
                errors.Add(KeyPath.Item(path, i), $"repeats {code}");
            }
        }
    }

    // Longest match settles which of one list is meant. Across the lists the same would make the meaning hang on the
    // inter-digit timeout: a pause that comes late is a card number on disk.
    private static void CheckClashes(
        ImmutableArray<string> pauses, ImmutableArray<string> resumes, ConfigurationErrors errors)
    {
        for (var i = 0; i < resumes.Length; i++)
        {
            var path = KeyPath.Item(ResumePath, i);
            foreach (var pause in pauses)
            {
                if (pause.Length == 0 || resumes[i].Length == 0)
                {
                    continue;
                }

                if (pause == resumes[i])
                {
                    errors.Add(path, $"{pause} is a pause code too");
                }
                else if (BeginAlike(pause, resumes[i]))
                {
                    errors.Add(
                        path, $"{resumes[i]} and the pause code {pause} begin alike: one would be taken for the other");
                }
            }
        }
    }

    private static bool BeginAlike(string a, string b)
    {
        return a.StartsWith(b, StringComparison.Ordinal) || b.StartsWith(a, StringComparison.Ordinal);
    }
}
