using System.Text;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Tests.Messages;
using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Sip.Tests.Transports;

// REQ: A-02
public sealed class SipStreamFramerTests
{
    private const string Ping = "\r\n\r\n";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(100_000)]
    public void Messages_and_pings_are_told_apart_however_the_stream_is_chopped(int segmentBytes)
    {
        var invite = Wire.Bytes(Wire.Invite);
        var ok = Wire.Bytes(Wire.Ok);
        byte[] stream = [.. ok, .. Encoding.ASCII.GetBytes(Ping), .. invite, .. "\r\n"u8, .. ok];

        var frames = Read(stream, segmentBytes);

        Assert.Equal(
            [
                (SipFrameKind.Message, ok.Length), (SipFrameKind.Ping, 4), (SipFrameKind.Message, invite.Length),
                (SipFrameKind.Message, 2 + ok.Length),
            ],
            frames.Select(frame => (frame.Kind, frame.Length)));
    }

    [Theory]
    [InlineData("Content-Length: 5")]
    [InlineData("content-LENGTH : 5")]
    [InlineData("l:5")]
    [InlineData("L: 0005  ")]
    [InlineData("Content-Length:\r\n 5")]
    [InlineData("l\t:\r\n\t5\r\n ")]
    public void Content_Length_is_read_in_every_form_the_parser_reads(string line)
    {
        var message = Wire.Bytes(Wire.InviteWith("Content-Length", line));
        Assert.Equal(5, Wire.Parse(message).Body.Length);

        var frame = Assert.Single(Read([.. message, .. "INV"u8], 3));

        Assert.Equal(new SipFrame(SipFrameKind.Message, message.Length, SipFramingError.None), frame);
    }

    [Theory]
    [InlineData("X-Content-Length: 5")]
    [InlineData("Content-Length5: 5")]
    [InlineData("Content-Lengt: 5")]
    [InlineData("ll: 5")]
    [InlineData("l")]
    [InlineData("l\r\n : 5")]
    [InlineData("Subject: x\r\n Content-Length: 5")]
    [InlineData("Subject: x\r\n l: 5")]
    public void What_only_looks_like_Content_Length_is_none(string line) =>
        Assert.Equal(SipFramingError.MissingContentLength, ErrorOf(Wire.InviteWith("Content-Length", line)));

    [Theory]
    [InlineData("Content-Length: -5", SipFramingError.BadContentLength)]
    [InlineData("Content-Length: 5 5", SipFramingError.BadContentLength)]
    [InlineData("Content-Length: 5\r\n 5", SipFramingError.BadContentLength)]
    [InlineData("Content-Length: 5,5", SipFramingError.BadContentLength)]
    [InlineData("Content-Length: 0x5", SipFramingError.BadContentLength)]
    [InlineData("Content-Length:", SipFramingError.BadContentLength)]
    [InlineData("Content-Length: 5{LF}l: 5", SipFramingError.BareLineBreak)]
    [InlineData("Content-Length: 5{CR} \r\nl: 5", SipFramingError.BareLineBreak)]
    [InlineData("Content-Length: 5\r\nl: 5", SipFramingError.DuplicateContentLength)]
    [InlineData("Content-Length: 5\r\nContent-Length: 6", SipFramingError.DuplicateContentLength)]
    [InlineData("Content-Length: 65536", SipFramingError.MessageTooLong)]
    [InlineData("Content-Length: 4294967301", SipFramingError.MessageTooLong)]
    [InlineData("Content-Length: 99999999999999999999999999999999", SipFramingError.MessageTooLong)]
    public void A_length_in_doubt_breaks_the_stream(string line, SipFramingError expected) =>
        Assert.Equal(expected, ErrorOf(Wire.InviteWith("Content-Length", line)));

    [Theory]
    [InlineData("\x16\x03\x01\x02")]
    [InlineData("\0\0\0\0")]
    [InlineData("{LF}")]
    [InlineData(" INVITE")]
    [InlineData("\r\n{CR}INVITE")]
    [InlineData("{CR}INVITE")]
    public void A_stream_that_begins_like_no_message_is_broken_at_once(string start) =>
        Assert.Equal(SipFramingError.NotSip, ErrorOf(start));

    [Fact]
    public void The_longest_header_section_is_read_and_one_byte_more_is_not()
    {
        string WithPad(int bytes) => Wire.InviteWith("X-Carrier-Id", "X: " + new string('x', bytes));
        var room = SipStreamFramer.MaxHeaderBytes - (Wire.Bytes(WithPad(0)).Length - 5);

        Assert.Equal(SipFrameKind.Message, Assert.Single(Read(Wire.Bytes(WithPad(room)), 4096)).Kind);
        Assert.Equal(SipFramingError.HeadersTooLong, ErrorOf(WithPad(room + 1)));
    }

    [Fact]
    public void A_header_that_never_ends_is_given_up_at_the_limit()
    {
        var framer = new SipStreamFramer();
        var stream = Wire.Bytes("OPTIONS sip:a@b SIP/2.0\nX: " + new string('x', SipStreamFramer.MaxHeaderBytes));

        var before = framer.Next(
            Chopped.Sequence(stream.AsMemory(0, SipStreamFramer.MaxHeaderBytes - 1), 4096), pongExpected: false);
        var after = framer.Next(
            Chopped.Sequence(stream.AsMemory(0, SipStreamFramer.MaxHeaderBytes), 4096), pongExpected: false);

        Assert.Equal(SipFrameKind.NeedMore, before.Kind);
        Assert.Equal(SipFramingError.HeadersTooLong, after.Error);
    }

    [Fact]
    public void The_longest_message_is_read_and_one_byte_more_is_not()
    {
        string With(int length) => Wire.InviteWith("Content-Length", $"Content-Length: {length:D5}");
        var headers = Wire.Bytes(With(0)).Length - 5;
        var largest = SipMessage.MaxBytes - headers;

        var longest = Assert.Single(Read([.. Wire.Bytes(With(largest)), .. new byte[largest - 5]], 4096));

        Assert.Equal(SipMessage.MaxBytes, longest.Length);
        Assert.Equal(SipFramingError.MessageTooLong, ErrorOf(With(largest + 1)));
    }

    [Fact]
    public void A_single_line_break_is_a_pong_only_where_one_is_expected()
    {
        var crlf = Chopped.Sequence("\r\n"u8.ToArray(), 1);

        var framer = new SipStreamFramer();
        Assert.Equal(SipFrameKind.NeedMore, framer.Next(crlf, pongExpected: false).Kind);
        Assert.False(framer.IsInsideMessage);
        Assert.Equal(
            new SipFrame(SipFrameKind.Pong, 2, SipFramingError.None), new SipStreamFramer().Next(crlf, pongExpected: true));
        var both = Chopped.Sequence("\r\n\r\n"u8.ToArray(), 1);
        Assert.Equal(SipFrameKind.Ping, new SipStreamFramer().Next(both, pongExpected: true).Kind);
    }

    // A framer that began again at the message's head each time would look at 2·10⁹ bytes here.
    [Fact]
    public void A_peer_that_sends_one_byte_at_a_time_costs_no_more_than_its_bytes()
    {
        var framer = new SipStreamFramer();
        var stream = Wire.Bytes(Wire.InviteWith("Content-Length", "l: 45000") + new string('x', 50_000));
        var whole = Chopped.Sequence(stream, 4096);
        var frame = default(SipFrame);
        var calls = 0;
        while (frame.Kind == SipFrameKind.NeedMore)
        {
            frame = framer.Next(whole.Slice(0, ++calls), pongExpected: false);
        }

        Assert.Equal(SipFrameKind.Message, frame.Kind);
        Assert.Equal(calls, frame.Length);
        Assert.False(framer.IsInsideMessage);
    }

    [Fact]
    public void Reading_a_message_allocates_nothing()
    {
        var framer = new SipStreamFramer();
        var invite = Chopped.Sequence(Wire.Bytes(Wire.Invite), 512);
        _ = framer.Next(invite, pongExpected: false);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 100; i++)
        {
            _ = framer.Next(invite, pongExpected: false);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    // Wherever the parser accepts what was cut off, it sees the same body; and chopping changes nothing.
    [Theory]
    [InlineData(11, Wire.Invite)]
    [InlineData(12, Wire.Ok)]
    public void Mutants_are_framed_alike_by_any_chopping_and_as_the_parser_reads_them(int seed, string original)
    {
        var mutator = new Mutator(seed);
        var framed = 0;
        for (var i = 0; i < 800; i++)
        {
            byte[] stream = [.. mutator.Mutate(Wire.Bytes(original)), .. mutator.Mutate(Wire.Bytes(Wire.Ok))];

            var frames = Read(stream, 1 << 17);

            Assert.Equal(frames, Read(stream, 1));
            var at = 0;
            foreach (var frame in frames)
            {
                var isParsed = SipMessage.TryParse(stream.AsSpan(at, frame.Length), out var message, out var error);
                if (frame.Kind == SipFrameKind.Message)
                {
                    Assert.NotEqual(SipParseError.BodyTruncated, error);
                    Assert.NotEqual(SipParseError.HeadersUnterminated, error);
                    Assert.NotEqual(SipParseError.BareLineBreak, error);
                    framed++;
                }

                if (frame.Kind == SipFrameKind.Message && isParsed)
                {
                    Assert.Equal(frame.Length, HeaderBytes(stream.AsSpan(at)) + message!.Body.Length);
                }

                at += frame.Length;
            }
        }

        Assert.InRange(framed, 200, 1500);
    }

    private static int HeaderBytes(ReadOnlySpan<byte> stream) => stream.IndexOf("\r\n\r\n"u8) + 4;

    // {CR} and {LF} stand for half a line break, which source text cannot hold.
    private static SipFramingError ErrorOf(string text)
    {
        var bytes = Encoding.Latin1.GetString(Wire.Bytes(text)).Replace("{CR}", "\r").Replace("{LF}", "\n");
        return Read(Encoding.Latin1.GetBytes(bytes), 5)[^1].Error;
    }

    // Feeds the framer one segment more each time it asks for more; ends with the stream or its breaking.
    private static List<SipFrame> Read(byte[] stream, int segmentBytes)
    {
        var framer = new SipStreamFramer();
        var whole = Chopped.Sequence(stream, segmentBytes);
        var frames = new List<SipFrame>();
        var (taken, seen) = (0, Math.Min(segmentBytes, stream.Length));
        while (true)
        {
            var frame = framer.Next(whole.Slice(taken, seen - taken), pongExpected: false);
            if (frame.Kind == SipFrameKind.NeedMore && seen == stream.Length)
            {
                return frames;
            }

            if (frame.Kind == SipFrameKind.NeedMore)
            {
                seen = Math.Min(seen + segmentBytes, stream.Length);
                continue;
            }

            frames.Add(frame);
            taken += frame.Length;
            if (frame.Kind == SipFrameKind.Broken)
            {
                return frames;
            }
        }
    }
}
