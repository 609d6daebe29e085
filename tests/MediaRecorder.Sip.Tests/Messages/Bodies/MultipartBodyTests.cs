using System.Text;
using MediaRecorder.Sip.Messages.Bodies;

namespace MediaRecorder.Sip.Tests.Messages.Bodies;

public sealed class MultipartBodyTests
{
    [Theory]
    [InlineData("multipart/mixed;boundary=b", "--b\r\n\r\none\r\n--b\r\n\r\ntwo\r\n--b--\r\n", "one|two")]
    [InlineData("Multipart / Related ; Boundary=\"b c\"", "--b c \t\r\n\r\none\r\n--b c--", "one")]
    [InlineData("multipart/mixed;boundary=b", "preamble\r\n--b\r\n\r\none\r\n--b--\r\nepilogue", "one")]
    [InlineData("multipart/mixed;boundary=b", "--b\r\n\r\none\r\n--bb\r\n--b\r\n\r\n--b--", "one\r\n--bb|")]
    [InlineData("multipart/mixed;boundary=b", "--b\r\nX: y\r\n--b\r\n\r\nx--b\r\n\r\n--b--", "|x--b\r\n")]
    [InlineData("multipart/mixed;boundary=b", "--b--\r\n", "")]
    [InlineData("multipart/mixed;boundary=b", "--b\r\n--b\r\n\r\n\r\n--b--\r\n", "|")]

    // Cut short, as SEMS and others send it.
    [InlineData("multipart/mixed;boundary=b", "--b\r\n\r\none\r\n--b-", "one")]
    [InlineData("multipart/mixed;boundary=b", "--b\r\n\r\none\r\n--b", "one")]
    [InlineData("multipart/mixed;boundary=b", "--b\r\n\r\none\r\n--b\r\n", "one")]
    [InlineData("multipart/mixed;boundary=b", "--b\r\n\r\none\r\n", "one\r\n")]
    public void Parts_lie_between_boundaries(string type, string text, string expected)
    {
        var body = Parse(type, text);

        Assert.Equal(expected, string.Join('|', body.Parts.Select(part => Encoding.ASCII.GetString(body.ContentOf(part)))));
    }

    [Theory]
    [InlineData("text/plain;boundary=b", "--b\r\n\r\n", MultipartParseError.BadBoundary)]
    [InlineData("multipart/mixed", "--b\r\n\r\n", MultipartParseError.BadBoundary)]
    [InlineData("multipart/mixed;boundary=\"b \"", "--b \r\n\r\n", MultipartParseError.BadBoundary)]
    [InlineData("multipart/mixed;boundary=\"\"", "--\r\n\r\n", MultipartParseError.BadBoundary)]
    [InlineData("multipart/mixed;boundary=b%", "--b%\r\n\r\n", MultipartParseError.BadBoundary)]
    [InlineData("multipart/mixed;boundary=b", "", MultipartParseError.NoParts)]
    [InlineData("multipart/mixed;boundary=b", "x--b\r\n\r\n", MultipartParseError.NoParts)]
    [InlineData("multipart/mixed;boundary=b", "--b\r\n\r\none\n--b\r\n\r\n", MultipartParseError.AmbiguousBoundary)]
    [InlineData("multipart/mixed;boundary=b", "\n--b\r\n\r\none\r\n--b--", MultipartParseError.AmbiguousBoundary)]
    [InlineData("multipart/mixed;boundary=b", "--b\r\n\r\none\r\n--b--\r\n--b\r\n\r\ntwo", MultipartParseError.AmbiguousBoundary)]
    [InlineData("multipart/mixed;boundary=b", "--b\r\n\r\none\r\n--b--\n--b\r\n\r\ntwo", MultipartParseError.AmbiguousBoundary)]
    [InlineData("multipart/mixed;boundary=b", "--b\n\none\r\n--b--", MultipartParseError.BadPartHeaders)]
    [InlineData("multipart/mixed;boundary=b", "--b\r\nv=0\r\n--b--", MultipartParseError.BadPartHeaders)]
    [InlineData("multipart/mixed;boundary=b", "--b\r\nc: a/b\r\nContent-Type: c/d\r\n\r\n--b--", MultipartParseError.BadPartHeaders)]
    [InlineData("multipart/mixed;boundary=b", "--b\r\nContent-Length: x\r\n\r\n--b--", MultipartParseError.BadPartHeaders)]
    [InlineData("multipart/mixed;boundary=b", "--b\r\nX: a\nContent-Type: c/d\r\n\r\n--b--", MultipartParseError.BadPartHeaders)]
    public void What_two_readers_could_see_differently_is_refused(string type, string text, MultipartParseError expected)
    {
        Assert.True(MediaType.TryParse(type, out var mediaType));
        Assert.False(MultipartBody.TryParse(Encoding.ASCII.GetBytes(text), mediaType!, out var body, out var error));
        Assert.Equal(expected, error);
        Assert.Null(body);
    }

    [Fact]
    public void Nested_parts_are_found_four_levels_deep_and_a_fifth_is_refused()
    {
        var body = Parse("multipart/mixed;boundary=b1", Nested(1, 4));
        Assert.Equal("deep", Encoding.ASCII.GetString(body.ContentOf(Assert.Single(body.Parts))));
        Assert.Equal(MultipartParseError.TooDeep, ErrorOf("multipart/mixed;boundary=b1", Nested(1, 5)));
    }

    [Fact]
    public void The_32nd_part_is_read_and_the_33rd_is_too_many()
    {
        string With(int parts) => string.Concat(Enumerable.Repeat("--b\r\n\r\nx\r\n", parts)) + "--b--";

        Assert.Equal(32, Parse("multipart/mixed;boundary=b", With(32)).Parts.Count);
        Assert.Equal(MultipartParseError.TooManyParts, ErrorOf("multipart/mixed;boundary=b", With(33)));
    }

    [Fact]
    public void Headers_of_a_part_end_within_4_KiB()
    {
        string With(int bytes) => $"--b\r\nX: {new string('x', bytes - 3)}\r\n\r\nbody\r\n--b--";

        Assert.Single(Parse("multipart/mixed;boundary=b", With(4096)).Parts);
        Assert.Equal(MultipartParseError.PartHeadersTooLong, ErrorOf("multipart/mixed;boundary=b", With(4097)));
    }

    [Theory]
    [InlineData("", "text/plain", true)]
    [InlineData("Content-Type: a/b;x=y\r\n", "a/b;x=y", true)]
    [InlineData("c:\r\n a/b\r\nContent-Transfer-Encoding: 8BIT\r\n", "a/b", true)]
    [InlineData("Content-Transfer-Encoding: base64\r\n", "text/plain", false)]
    [InlineData("Content-Encoding: gzip\r\n", "text/plain", false)]
    [InlineData("Content-Type: nonsense\r\n", null, true)]
    public void A_part_says_how_it_is_to_be_read(string headers, string? type, bool isPlain)
    {
        var part = Assert.Single(Parse("multipart/mixed;boundary=b", $"--b\r\n{headers}\r\nx\r\n--b--").Parts);

        Assert.Equal(type, part.ContentType?.ToString());
        Assert.Equal(isPlain, part.IsPlain);
    }

    [Fact]
    public void One_part_is_replaced_and_all_else_stays_byte_for_byte()
    {
        const string Text =
            "pre\r\n--b\r\nX: \t1\r\n\r\none\r\n--b \r\nContent-Length:  3\r\nY: 2\r\n\r\ntwo\r\n--b\r\n\r\nthree\r\n--b-";
        var body = Parse("multipart/mixed;boundary=b", Text);

        Assert.Equal(
            Text.Replace("one", "ONE AND MORE", StringComparison.Ordinal),
            Encoding.ASCII.GetString(body.With(body.Parts[0], "ONE AND MORE"u8)));
        Assert.Equal(
            Text.Replace(":  3", ":  12", StringComparison.Ordinal).Replace("two", "TWO AND MORE", StringComparison.Ordinal),
            Encoding.ASCII.GetString(body.With(body.Parts[1], "TWO AND MORE"u8)));
        Assert.Throws<ArgumentException>(() => body.With(body.Parts[0], "x\r\n--b\r\n"u8));
    }

    [Theory]
    [InlineData("--b\r\n\r\none\r\n--b\r\n\r\ntwo\r\n--b--\r\n", 0, "\r\n--b\r\n\r\ntwo\r\n--b--\r\n")]
    [InlineData("--b\r\n\r\none\r\n--b\r\n\r\ntwo\r\n--b--\r\n", 1, "--b\r\n\r\none\r\n--b--\r\n")]
    [InlineData("pre\r\n--b\r\n\r\none\r\n--b\r\n\r\ntwo", 1, "pre\r\n--b\r\n\r\none")]
    [InlineData("--b\r\n\r\none\r\n--b--", 0, null)]
    [InlineData("--b\r\n\r\none\r\n--b\r\nc: multipart/mixed;boundary=i\r\n\r\n--i\r\n\r\ntwo\r\n--i--\r\n--b--", 1, null)]
    [InlineData("--b\r\n\r\none\r\n--b\r\nc: multipart/mixed;boundary=i\r\n\r\n--i\r\n\r\ntwo\r\n--i--\r\n--b--", 0, "\r\n--b\r\nc: multipart/mixed;boundary=i\r\n\r\n--i\r\n\r\ntwo\r\n--i--\r\n--b--")]
    public void A_part_is_taken_out_unless_nothing_would_be_left_where_it_lies(string text, int part, string? expected)
    {
        var body = Parse("multipart/mixed;boundary=b", text);

        Assert.Equal(expected is not null, body.TryRemove(body.Parts[part], out var rest));
        Assert.Equal(expected ?? "", Encoding.ASCII.GetString(rest));
        if (expected is not null)
        {
            Assert.Equal(body.Parts.Count - 1, Parse("multipart/mixed;boundary=b", expected).Parts.Count);
        }
    }

    private static string Nested(int depth, int deepest) =>
        $"--b{depth}\r\n"
        + (depth == deepest
            ? "\r\ndeep"
            : $"Content-Type: multipart/mixed;boundary=b{depth + 1}\r\n\r\n{Nested(depth + 1, deepest)}")
        + $"\r\n--b{depth}--";

    private static MultipartBody Parse(string type, string text)
    {
        Assert.True(MediaType.TryParse(type, out var mediaType));
        Assert.True(MultipartBody.TryParse(Encoding.ASCII.GetBytes(text), mediaType!, out var body, out var error));
        Assert.Equal(MultipartParseError.None, error);
        return body;
    }

    private static MultipartParseError ErrorOf(string type, string text)
    {
        Assert.True(MediaType.TryParse(type, out var mediaType));
        Assert.False(MultipartBody.TryParse(Encoding.ASCII.GetBytes(text), mediaType!, out _, out var error));
        return error;
    }
}
