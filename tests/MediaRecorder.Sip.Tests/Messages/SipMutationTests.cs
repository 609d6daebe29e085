using System.Net;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Headers;

namespace MediaRecorder.Sip.Tests.Messages;

public sealed class SipMutationTests
{
    private const int Mutants = 4000;

    [Theory]
    [InlineData(1, Wire.Invite)]
    [InlineData(2, Wire.Ok)]
    public void No_mutant_throws_and_every_accepted_one_can_be_answered_and_copied(int seed, string original)
    {
        var mutator = new Mutator(seed);
        var source = new IPEndPoint(IPAddress.Parse("198.51.100.7"), 40_000);
        var (accepted, answerable) = (0, 0);
        for (var i = 0; i < Mutants; i++)
        {
            var isParsed = SipMessage.TryParse(mutator.Mutate(Wire.Bytes(original)), out var message, out var error);
            Assert.Equal(isParsed, error == SipParseError.None);
            Assert.Equal(isParsed || message is { IsAnswerable: true }, message is not null);
            if (message is null)
            {
                continue;
            }

            ReadEverything(message);
            CopyHeaders(message);
            if (message.IsAnswerable)
            {
                var bytes = SipMessageBuilder.Response(message, 200, "OK", null, source).ToBytes();
                if (isParsed)
                {
                    var response = Wire.Parse(bytes);
                    Assert.Equal(message.CallId, response.CallId);
                    Assert.Equal(message.From.Tag, response.From.Tag);
                    Assert.Equal(message.TopVia.Branch, response.TopVia.Branch);
                    Assert.NotNull(response.To.Tag);
                    answerable++;
                }
            }

            accepted += isParsed ? 1 : 0;
        }

        // Neither all nor none: the mutants reach both sides of every rule.
        Assert.InRange(accepted, Mutants / 10, Mutants * 9 / 10);
        Assert.True(answerable > 0 || !original.StartsWith("INVITE", StringComparison.Ordinal));
    }

    private static void ReadEverything(SipMessage message)
    {
        _ = message.ToString();
        _ = message.Method;
        _ = message.RequestUri + message.ReasonPhrase + message.ContentType + message.MaxForwards;
        _ = message.HasToken(SipHeaderName.Supported, "timer");
        _ = message.Body.Length + message.Raw.Length;
        _ = message.TopVia.Text + message.TopVia.Received + message.TopVia.RPort + message.TopVia.Maddr;
        foreach (var address in message.Contacts.Concat(message.RecordRoutes).Concat(message.Routes)
            .Append(message.From).Append(message.To))
        {
            _ = address.DisplayName + address.Tag + address.Uri.Transport;
            _ = address.Uri.TryGetEndpoint(out _);
        }
    }

    private static void CopyHeaders(SipMessage message)
    {
        var copy = SipMessageBuilder.Request("COPY", "sip:a@b");
        foreach (var header in message.Headers)
        {
            var isBodyHeader = header.Name is SipHeaderName.ContentLength or SipHeaderName.ContentType;
            Assert.Equal(!isBodyHeader, copy.TryAdd(header.NameText, header.Value));
        }
    }
}
