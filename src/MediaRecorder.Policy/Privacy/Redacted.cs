namespace MediaRecorder.Policy.Privacy;

/// <summary>
/// A value that may be handed to a log but not read there: telephone numbers, dialled digits, SIP URIs. Here, because
/// Calls and Recording, which log them, and Server, which writes the lines, all know Policy. A struct: wrapping costs
/// nothing.
/// </summary>
/// <typeparam name="T">Whatever holds the digits.</typeparam>
/// <param name="value">What is hidden.</param>
public readonly struct Redacted<T>(T value)
{
    // As few as tell two callers of a minute apart; a number that is not much longer would be known by them.
    private const int ShownDigits = 2;
    private const int LongEnoughToShow = 7;

    /// <summary>
    /// Every letter and digit hidden, but for the last two digits of a number long enough to stay unknown by them:
    /// <c>…23</c>. Of other values nothing, not even their length.
    /// </summary>
    public override string ToString()
    {
        var text = value?.ToString() ?? "";
        var number = text.AsSpan(text.StartsWith('+') ? 1 : 0);
        var isNumber = !number.IsEmpty && !number.ContainsAnyExceptInRange('0', '9');
        return isNumber && number.Length >= LongEnoughToShow ? string.Concat("…", number[^ShownDigits..]) : "…";
    }
}
