using System.Buffers;
using System.Net;
using System.Text;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Bodies;
using MediaRecorder.Sip.Messages.Headers;
using MediaRecorder.Sip.Tests.Messages;
using MediaRecorder.Sip.Transports;
using MediaRecorder.TestKit.Torture;

namespace MediaRecorder.Sip.Tests.Fuzzing;

/// <summary>Whole messages, as datagrams and in a stream.</summary>
internal static class MessageTargets
{
    private static readonly IPEndPoint Source = new(IPAddress.Parse("2001:db8::7"), 40_000);

    private static readonly byte[][] Corpus =
        [.. TortureMessages.All.Select(message => message.Bytes), Wire.Bytes(Wire.Invite), Wire.Bytes(Wire.Ok)];

    internal static readonly FuzzTarget[] All =
    [
        new("message", Corpus, Message),
        new("framing", [.. Corpus, [.. Wire.Bytes(Wire.Ok), .. "\r\n\r\n"u8, .. Wire.Bytes(Wire.Invite)]], Framing),
    ];

    private static void Message(byte[] input)
    {
        var isParsed = SipMessage.TryParse(input, out var message, out var error);
        Assert.Equal(isParsed, error == SipParseError.None);
        Assert.Equal(isParsed || message is { IsAnswerable: true }, message is not null);
        if (message is null)
        {
            return;
        }

        ReadEverything(message);
        if (message.IsAnswerable)
        {
            _ = SipMessageBuilder.Response(message, SipParseErrors.StatusFor(error), "No", null, Source).ToBytes();
        }

        if (isParsed)
        {
            AssertSame(message, Wire.Parse(Rewritten(message)));
        }
    }

    // Line by line, by the builder where it can: unfolded, in UTF-8, with the body's true length.
    private static byte[] Rewritten(SipMessage message)
    {
        if (message.IsRequest)
        {
            var request = SipMessageBuilder.Request(message.MethodToken, message.RequestUri);
            foreach (var header in Copied(message))
            {
                Assert.True(request.TryAdd(header.NameText, header.Value));
            }

            return request.SetBody("a/b", message.Body).ToBytes();
        }

        var head = new StringBuilder($"SIP/2.0 {message.StatusCode} {message.ReasonPhrase}\r\n");
        foreach (var header in Copied(message))
        {
            head.Append(header.NameText).Append(": ").Append(header.Value).Append("\r\n");
        }

        return [.. Encoding.UTF8.GetBytes($"{head}l: {message.Body.Length}\r\n\r\n"), .. message.Body];
    }

    private static List<SipHeader> Copied(SipMessage message)
    {
        var copied = new List<SipHeader>();
        foreach (var header in message.Headers)
        {
            if (header.Name is not (SipHeaderName.ContentType or SipHeaderName.ContentLength))
            {
                copied.Add(header);
            }
        }

        return copied;
    }

    private static void AssertSame(SipMessage one, SipMessage other)
    {
        Assert.Equal(one.ToString(), other.ToString());
        Assert.Equal(Copied(one).Select(Written), Copied(other).Select(Written));
        Assert.Equal(one.Body, other.Body);
        Assert.Equal((one.TopVia.Text, one.From.Text, one.To.Text), (other.TopVia.Text, other.From.Text, other.To.Text));
        Assert.Equal((one.CallId, one.CSeq, one.MaxForwards), (other.CallId, other.CSeq, other.MaxForwards));
        Assert.Equal(one.Contacts.Select(c => c.Text), other.Contacts.Select(c => c.Text));
        Assert.Equal(one.Routes.Select(r => r.Text), other.Routes.Select(r => r.Text));
    }

    private static (SipHeaderName Name, string Text, string Value) Written(SipHeader header) =>
        (header.Name, header.NameText, header.Value);

    private static void ReadEverything(SipMessage message)
    {
        _ = $"{message} {message.Method} {message.ContentType} {message.MaxForwards}";
        _ = message.HasToken(SipHeaderName.Supported, "timer");
        foreach (var name in Enum.GetValues<SipHeaderName>())
        {
            _ = message.TryGetElements(name, out _);
            Assert.All(message.AddressesOf(name), ElementTargets.Read);
        }

        var body = SipBody.Of(message);
        _ = body.IsOptional;
        if (body.HasSdp)
        {
            _ = body.WithSdp("v=0\r\n"u8);
        }
    }

    // A stream means the same however it is chopped.
    private static void Framing(byte[] input)
    {
        var whole = Frames(input, input.Length);
        Assert.InRange(whole.Sum(frame => frame.Length), 0, input.Length);
        Assert.Equal(whole, Frames(input, 7));
        Assert.Equal(whole, Frames(input, 1));
    }

    private static List<SipFrame> Frames(byte[] input, int step)
    {
        var framer = new SipStreamFramer();
        var frames = new List<SipFrame>();
        var (start, end) = (0, Math.Min(step, input.Length));
        while (start < input.Length)
        {
            var frame = framer.Next(new ReadOnlySequence<byte>(input, start, end - start), pongExpected: false);
            if (frame.Kind == SipFrameKind.NeedMore)
            {
                if (end == input.Length)
                {
                    break;
                }

                end = Math.Min(end + step, input.Length);
                continue;
            }

            frames.Add(frame);
            start += frame.Length;
            end = Math.Min(Math.Max(end, start + 1), input.Length);
            if (frame.Kind == SipFrameKind.Broken)
            {
                break;
            }
        }

        return frames;
    }
}
