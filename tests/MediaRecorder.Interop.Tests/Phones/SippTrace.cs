using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using MediaRecorder.Interop.Tests.Wire;

namespace MediaRecorder.Interop.Tests.Phones;

/// <summary>What a sipp phone sent and received.</summary>
public sealed partial class SippTrace
{
    private static readonly IPEndPoint Unknown = new(IPAddress.None, 0);

    private SippTrace(ImmutableArray<SippMessage> messages) => Messages = messages;

    public ImmutableArray<SippMessage> Messages { get; }

    /// <summary>From the answer to the first BYE: the length of the call as this phone saw it.</summary>
    public TimeSpan CallLength => First("BYE ").At - First("SIP/2.0 200").At;

    public static SippTrace Parse(string text)
    {
        var heads = Head().Matches(text);
        var messages = ImmutableArray.CreateBuilder<SippMessage>();
        for (var i = 0; i < heads.Count; i++)
        {
            var from = heads[i].Index + heads[i].Length;
            var to = i + 1 < heads.Count ? heads[i + 1].Index : text.Length;
            var at = DateTime.ParseExact(
                heads[i].Groups["at"].Value, "yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture);
            var body = text[from..to].ReplaceLineEndings("\r\n");
            messages.Add(new SippMessage(at, heads[i].Groups["way"].Value == "sent", new WireMessage(body, Unknown)));
        }

        return new SippTrace(messages.ToImmutable());
    }

    /// <summary>The first message whose start line begins so.</summary>
    public SippMessage First(string startOfLine) => Nth(startOfLine, 0);

    /// <summary>The first message that begins so and went out, or came in.</summary>
    public SippMessage First(string startOfLine, bool isSent) =>
        Messages.FirstOrDefault(message => message.IsSent == isSent && message.IsStart(startOfLine))
        ?? throw new InvalidOperationException($"no {startOfLine} in:\n{this}");

    public override string ToString() => string.Join('\n', Messages);

    /// <summary>A later one: 0 is the first.</summary>
    public SippMessage Nth(string startOfLine, int index) =>
        Messages.Where(message => message.IsStart(startOfLine)).ElementAtOrDefault(index)
        ?? throw new InvalidOperationException($"no {startOfLine} #{index} in:\n{string.Join('\n', Messages)}");

    // "UDP message sent (536 bytes):" and "UDP message received [316] bytes :", each under a ruler with the time.
    [GeneratedRegex(
        @"^-{20,}\s+(?<at>[\d-]+ [\d:.]+)\s+(?:UDP|TCP) message (?<way>sent|received)[^\n]*\n\s*\n", RegexOptions.Multiline)]
    private static partial Regex Head();
}
