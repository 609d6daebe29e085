using MediaRecorder.Sip.Messages.Headers;

namespace MediaRecorder.Sip.Messages;

/// <summary>
/// What every message must carry (RFC 3261 §8.1.1, §16.3 step 1): fills the mandatory views and keeps the first error.
/// Contact and Route are judged in requests only; a response with nonsense there must still end its transaction.
/// </summary>
internal static class SipMessageRules
{
    private static readonly SipHeaderName[] Single =
    [
        SipHeaderName.From, SipHeaderName.To, SipHeaderName.CallId, SipHeaderName.CSeq, SipHeaderName.MaxForwards,
        SipHeaderName.ContentLength,
    ];

    internal static void Apply(SipMessage message, ref SipParseError error)
    {
        ReadVia(message, ref error);
        ReadAddresses(message, ref error);
        ReadCallId(message, ref error);
        ReadCSeq(message, ref error);
        ReadContentLength(message, ref error);
        CheckDuplicates(message, ref error);
        if (!message.IsRequest)
        {
            return;
        }

        // The URI's own error comes after that of the start line, which may be why it cannot be read.
        Note(SipUri.TryParse(message.RequestUri, out _), SipParseError.BadRequestUri, ref error);
        CheckRequestHeaders(message, ref error);
        message.IsAnswerable = message.TopVia is not null
            && message.Method != SipMethod.Ack
            && message.From.Text.Length > 0
            && message.To.Text.Length > 0
            && message.CallId.Length > 0
            && message.Has(SipHeaderName.CSeq);
    }

    private static void ReadVia(SipMessage message, ref SipParseError error)
    {
        if (!message.TryGetHeader(SipHeaderName.Via, out var value))
        {
            Note(false, SipParseError.MissingHeader, ref error);
            return;
        }

        var list = new CommaList(value);
        _ = list.MoveNext();
        Note(ViaHeader.TryParse(list.CurrentOf(value), out var via), SipParseError.BadVia, ref error);
        message.TopVia = via!;
        Note(CountOfVias(message) <= SipMessage.MaxVias, SipParseError.TooManyVias, ref error);
    }

    private static int CountOfVias(SipMessage message)
    {
        var count = 0;
        foreach (ref readonly var slice in message.Slices)
        {
            if (slice.Name != SipHeaderName.Via)
            {
                continue;
            }

            if (!message.OctetsOf(slice).Contains((byte)','))
            {
                count++;
                continue;
            }

            var list = new CommaList(message.ValueOf(slice));
            while (list.MoveNext())
            {
                count++;
            }
        }

        return count;
    }

    private static void ReadAddresses(SipMessage message, ref SipParseError error)
    {
        message.From = ReadAddress(message, SipHeaderName.From, SipParseError.BadFrom, ref error);
        message.To = ReadAddress(message, SipHeaderName.To, SipParseError.BadTo, ref error);
    }

    private static NameAddress ReadAddress(
        SipMessage message, SipHeaderName name, SipParseError malformed, ref SipParseError error)
    {
        if (!message.TryGetHeader(name, out var value))
        {
            Note(false, SipParseError.MissingHeader, ref error);
            return NameAddress.None;
        }

        var isRead = NameAddress.TryParse(value, out var address);
        Note(isRead, malformed, ref error);
        return isRead ? address! : NameAddress.Unreadable(value);
    }

    private static void ReadCallId(SipMessage message, ref SipParseError error)
    {
        Note(message.TryGetHeader(SipHeaderName.CallId, out var value), SipParseError.MissingHeader, ref error);
        message.CallId = value;
        Note(value.Length > 0 && !value.AsSpan().ContainsAny(SipGrammar.Blanks), SipParseError.BadCallId, ref error);
    }

    private static void ReadCSeq(SipMessage message, ref SipParseError error)
    {
        Note(message.TryGetHeader(SipHeaderName.CSeq, out var value), SipParseError.MissingHeader, ref error);
        Note(CSeq.TryParse(value, out var cseq), SipParseError.BadCSeq, ref error);
        message.CSeq = cseq;

        // RFC 3261 §8.1.1.5: the method MUST match that of the request.
        var matches = !message.IsRequest || message.MethodToken == cseq.MethodToken;
        Note(matches, SipParseError.CSeqMethodMismatch, ref error);
    }

    private static void ReadContentLength(SipMessage message, ref SipParseError error)
    {
        var available = message.BytesAfterHeaders;
        if (!message.TryGetHeader(SipHeaderName.ContentLength, out var value))
        {
            message.SetBodyLength(available);
            return;
        }

        if (!SipGrammar.TryParseNumber(value, int.MaxValue, out var length))
        {
            Note(false, SipParseError.BadContentLength, ref error);
        }
        else if (length > available)
        {
            Note(false, SipParseError.BodyTruncated, ref error);
        }
        else
        {
            message.SetBodyLength(length);
        }
    }

    private static void CheckDuplicates(SipMessage message, ref SipParseError error)
    {
        foreach (var name in Single)
        {
            Note(message.CountOf(name) <= 1, SipParseError.DuplicateHeader, ref error);
        }
    }

    private static void CheckRequestHeaders(SipMessage message, ref SipParseError error)
    {
        var hopsAreFine = !message.Has(SipHeaderName.MaxForwards) || message.MaxForwards is not null;
        Note(hopsAreFine, SipParseError.BadMaxForwards, ref error);
        message.Contacts = message.Addresses(SipHeaderName.Contact, out var malformed);
        Note(!malformed, SipParseError.BadContact, ref error);
        message.Routes = message.Addresses(SipHeaderName.Route, out malformed);
        var routesAreFine = !malformed;
        message.RecordRoutes = message.Addresses(SipHeaderName.RecordRoute, out malformed);
        Note(routesAreFine && !malformed, SipParseError.BadRoute, ref error);
    }

    private static void Note(bool isFine, SipParseError kind, ref SipParseError error)
    {
        if (!isFine && error == SipParseError.None)
        {
            error = kind;
        }
    }
}
