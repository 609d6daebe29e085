using MediaRecorder.Calls.Legs;
using MediaRecorder.Media.Security;
using MediaRecorder.Sip.Sdp;
using MediaRecorder.Sip.Sdp.Crypto;

namespace MediaRecorder.Calls.Lines;

/// <summary>
/// SDES (RFC 4568) between us and one party: which of its a=crypto lines we take, and which of ours it gets. The other
/// party's m-line has no say in it.
/// <code>
/// srtp of the trunk   it offers SAVP   it offers AVP+crypto   it offers AVP   it is offered
/// disabled            refused          AVP                    AVP             AVP
/// optional            SAVP             AVP+crypto             AVP             AVP
/// opportunistic       SAVP             AVP+crypto             AVP             AVP+crypto (RFC 8643)
/// required            SAVP             AVP+crypto             refused         SAVP
/// </code>
/// What is secure once is offered again as it was agreed, by the same key of ours.
/// </summary>
internal static class LineCrypto
{
    /// <summary>RFC 4568 §5.1.2: the first line of the party's that we can take; null when there is none.</summary>
    public static CryptoLine? Choose(MediaDescription media, SrtpModel rules)
    {
        if (rules.Mode == SrtpMode.Disabled)
        {
            return null;
        }

        foreach (var line in media.Crypto)
        {
            if (line.IsUnderstood && rules.Suites.Contains(line.Suite) && HasKeysOf(line))
            {
                return line;
            }
        }

        return null;
    }

    /// <summary>Whether the party's m-line is as secure as its trunk wants, and not in a way that we cannot be.</summary>
    public static bool MayUse(MediaDescription media, SrtpModel rules) => media.Profile switch
    {
        MediaProfile.SecureRtp => Choose(media, rules) is not null,
        MediaProfile.Rtp => rules.Mode != SrtpMode.Required || Choose(media, rules) is not null,
        _ => true,
    };

    /// <summary>Whether a party can be offered any RTP: one that must be secure and may be told no keys cannot.</summary>
    public static bool MayOffer(SrtpModel rules) => rules is not { Mode: SrtpMode.Required, Suites.IsEmpty: true };

    /// <summary>
    /// Whether the party's m-line is an answer to ours: it takes a key that it was told of, and what was agreed as secure
    /// does not become plain by an answer.
    /// </summary>
    public static bool MayAnswer(MediaDescription media, int place, SipLeg party) =>
        MayUse(media, party.Srtp)
        && (!media.IsRtp || Choose(media, party.Srtp) is not { } chosen
            || party.OwnKeys?.TryFind(place, chosen.Suite, out _) == true)
        && (media.Profile != MediaProfile.Rtp || party.OwnKeys?.AgreedAt(place) is not { IsSecureProfile: true });

    /// <summary>The same of all that are open.</summary>
    public static bool MayAnswer(SessionDescription answer, SipLeg party)
    {
        for (var place = 0; place < answer.Media.Count; place++)
        {
            if (answer.Media[place] is { Port: not 0 } media && !MayAnswer(media, place, party))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>An m-line of an offer as this party gets it.</summary>
    public static AnchoredLine Offered(AnchoredLine line, int place, SipLeg towards)
    {
        if (!line.Media.IsRtp || line.Port == 0)
        {
            return line;
        }

        if (towards.OwnKeys?.AgreedAt(place) is { } agreed)
        {
            return line with
            {
                Protocol = line.Media.RtpProtocol(agreed.IsSecureProfile),
                Crypto = [Ours(agreed.Tag, agreed.Suite, place, towards)],
            };
        }

        var rules = towards.Srtp;
        var isRequired = rules.Mode == SrtpMode.Required;
        if (isRequired || rules.Mode == SrtpMode.Opportunistic)
        {
            return line with
            {
                Port = MayOffer(rules) ? line.Port : 0,
                Protocol = line.Media.RtpProtocol(isRequired),
                Crypto = [.. rules.Suites.Select((suite, i) => Ours(i + 1, suite, place, towards))],
            };
        }

        return line.Media.Profile == MediaProfile.SecureRtp
            ? line with { Protocol = line.Media.RtpProtocol(secure: false) }
            : line;
    }

    /// <summary>An m-line of an answer as this party gets it.</summary>
    /// <param name="asked">The party's own, in its offer: the profile of the answer is that of the offer.</param>
    public static AnchoredLine Answered(AnchoredLine line, MediaDescription asked, int place, SipLeg towards)
    {
        if (!asked.IsRtp || !line.Media.IsRtp)
        {
            return line;
        }

        if (asked.Profile != line.Media.Profile)
        {
            line = line with { Protocol = asked.Protocol };
        }

        return line.Port > 0 && Choose(asked, towards.Srtp) is { } chosen
            ? line with { Crypto = [Ours(chosen.Tag, chosen.Suite, place, towards)] }
            : line;
    }

    /// <summary>What the party's newest SDP makes of an m-line of RTP.</summary>
    /// <param name="keys">Null when it is plain.</param>
    /// <returns>False while it is to be secure and the party has no key of ours yet: nothing may pass.</returns>
    public static bool TryAgree(MediaDescription media, int place, SipLeg party, out AgreedKeys? keys)
    {
        keys = null;
        if (Choose(media, party.Srtp) is not { } chosen)
        {
            if (media.Profile == MediaProfile.SecureRtp)
            {
                return false;
            }

            party.OwnKeys?.Forget(place);
            return true;
        }

        if (party.OwnKeys is not { } own || !own.TryFind(place, chosen.Suite, out var ours))
        {
            return false;
        }

        own.Agree(place, new AgreedCrypto(chosen.Tag, chosen.Suite, media.Profile == MediaProfile.SecureRtp));
        keys = new AgreedKeys(chosen, ours, party);
        return true;
    }

    private static bool HasKeysOf(CryptoLine line)
    {
        var bytes = MediaSecurity.KeyAndSaltBytes(line.Suite);
        foreach (var key in line.Keys)
        {
            if (key.KeyAndSalt.Length != bytes)
            {
                return false;
            }
        }

        return bytes > 0;
    }

    private static string Ours(int tag, string suite, int place, SipLeg towards) =>
        CryptoLine.Write(tag, suite, (towards.OwnKeys ??= new OwnKeys()).Tell(place, suite));
}
