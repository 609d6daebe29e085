using System.Globalization;
using System.Text.RegularExpressions;

namespace MediaRecorder.Calls.Model;

/// <summary>
/// A pattern that a whole number matches or does not, in time proportional to the number: callers choose the numbers.
/// </summary>
public sealed partial class NumberPattern
{
    /// <summary>Longer ones match nothing.</summary>
    public const int MaxNumberLetters = 128;

    /// <summary>Letters of a pattern.</summary>
    public const int MaxLetters = 200;

    // The matcher has a state for each repetition, and nested ones multiply: the pattern itself must not eat the memory.
    private const int MaxRepetitions = 1000;

    private readonly Regex _regex;

    private NumberPattern(string text, Regex regex)
    {
        Text = text;
        _regex = regex;
    }

    /// <summary>As written.</summary>
    public string Text { get; }

    /// <summary>Takes a regular expression without look-around and back references; else says in words why not.</summary>
    public static bool TryParse(string text, out NumberPattern? pattern, out string error)
    {
        pattern = null;
        error = string.Empty;
        if (text.Length is 0 or > MaxLetters)
        {
            error = $"must be 1 to {MaxLetters} letters";
            return false;
        }

        if (Repetitions(text) > MaxRepetitions)
        {
            error = $"repeats more than {MaxRepetitions} times";
            return false;
        }

        try
        {
            const RegexOptions options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

            // By itself first: "1)|(2" would slip out of the brackets that anchor it.
            _ = new Regex(text, options);
            pattern = new NumberPattern(text, new Regex($@"\A(?:{text})\z", options));
            return true;
        }
        catch (Exception fault) when (fault is ArgumentException or NotSupportedException)
        {
            error = "is no regular expression without look-around and back references";
            return false;
        }
    }

    public bool Matches(string number) => number.Length <= MaxNumberLetters && _regex.IsMatch(number);

    /// <summary>The replacement with what its <c>$1</c> … stand for.</summary>
    public string Replace(string number, string replacement) => _regex.Replace(number, replacement);

    public override string ToString() => Text;

    private static double Repetitions(string text)
    {
        var product = 1.0;
        foreach (Match bound in Bounds().Matches(text))
        {
            var digits = bound.Groups[2].Length > 0 ? bound.Groups[2].Value : bound.Groups[1].Value;
            product *= Math.Max(1, double.Parse(digits, CultureInfo.InvariantCulture));
        }

        return product;
    }

    [GeneratedRegex(@"\{([0-9]+)(?:,([0-9]*))?\}", RegexOptions.CultureInvariant)]
    private static partial Regex Bounds();
}
