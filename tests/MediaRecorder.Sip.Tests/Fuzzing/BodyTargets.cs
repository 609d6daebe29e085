using System.Text;
using MediaRecorder.Sip.Messages.Bodies;
using MediaRecorder.Sip.Sdp;
using MediaRecorder.Sip.Tests.Sdp;

namespace MediaRecorder.Sip.Tests.Fuzzing;

/// <summary>What stands behind the headers.</summary>
internal static class BodyTargets
{
    private static readonly byte[] New = Encoding.ASCII.GetBytes("v=0\r\no=new\r\n");

    internal static readonly FuzzTarget[] All =
    [
        new("sdp", [SdpText.Bytes(SdpText.Phone)], Description),
        new("multipart", [.. new[]
        {
            "pre\r\n--b\r\nContent-Type: application/sdp\r\nContent-Length: 5\r\n\r\nv=0\r\n\r\n--b \r\n\r\ntext\r\n--b--\r\n",
            "--b\r\nc: multipart/mixed;boundary=bb\r\n\r\n--bb\r\nX: y\r\n z\r\n\r\ninner\r\n--bb--\r\n--b\r\n\r\n\r\n--b-",
        }.Select(Encoding.ASCII.GetBytes)], Multipart),
        new("media-type", [.. new[]
        {
            "multipart/mixed;boundary=\"a b\";x=y", "application / SDP", "text/plain;charset=utf-8",
        }.Select(Encoding.ASCII.GetBytes)], Type),
        new("keys", [.. new[]
        {
            "Signal=5\r\nDuration=160\r\n", "#", "p=Digit-Collection\r\ny=Digits\r\nd=11\r\n",
        }.Select(Encoding.ASCII.GetBytes)], Keys),
    ];

    private static void Description(byte[] input)
    {
        if (!SessionDescription.TryParse(input, out var description, out var error))
        {
            Assert.NotEqual(SdpParseError.None, error);
            return;
        }

        var bytes = description.ToBytes();
        Assert.True(SessionDescription.TryParse(bytes, out var again, out _));
        Assert.Equal(bytes, again.ToBytes());
    }

    private static void Keys(byte[] input)
    {
        foreach (var type in (string[])["application/dtmf-relay", "application/dtmf", "application/vnd.nortelnetworks.digits"])
        {
            var isRead = KeyBody.TryParse(type, input, out var key, out var error);
            Assert.Equal(isRead, error == KeyBodyError.None);
            Assert.True(key.Key is null || "0123456789*#ABCD".Contains(key.Key.Value, StringComparison.Ordinal));
            Assert.True(key.DurationMs is null or (>= 0 and <= KeyBody.MaxDurationMs));
        }
    }

    private static void Multipart(byte[] input)
    {
        Assert.True(MediaType.TryParse("multipart/mixed;boundary=b", out var type));
        if (!MultipartBody.TryParse(input, type!, out var body, out var error))
        {
            Assert.NotEqual(MultipartParseError.None, error);
            return;
        }

        for (var i = 0; i < body.Parts.Count; i++)
        {
            _ = body.ContentOf(body.Parts[i]);
            if (!body.Parts[i].HasContent)
            {
                continue;
            }

            var replaced = body.With(body.Parts[i], New);
            Assert.True(MultipartBody.TryParse(replaced, type!, out var again, out _));
            Assert.Equal(body.Parts.Count, again.Parts.Count);
            for (var j = 0; j < again.Parts.Count; j++)
            {
                Assert.Equal(i == j ? New : body.ContentOf(body.Parts[j]), again.ContentOf(again.Parts[j]));
            }
        }
    }

    private static void Type(byte[] input)
    {
        if (MediaType.TryParse(Encoding.UTF8.GetString(input), out var type))
        {
            _ = type!.Parameter("boundary");
            Assert.True(MediaType.TryParse(type.ToString(), out var again));
            Assert.Equal((type.Type, type.Subtype), (again!.Type, again.Subtype));
        }
    }
}
