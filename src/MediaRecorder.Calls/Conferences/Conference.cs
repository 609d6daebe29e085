using MediaRecorder.Calls.B2bua;
using MediaRecorder.Calls.Legs;
using MediaRecorder.Calls.Lines;
using MediaRecorder.Calls.Requests;
using MediaRecorder.Calls.Signalling;
using MediaRecorder.Calls.Transfers;
using MediaRecorder.Calls.Workers;
using MediaRecorder.Policy.Cues;
using MediaRecorder.Sip.Dialogs;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Headers;
using MediaRecorder.Sip.Messages.References;
using MediaRecorder.Sip.Sdp;
using MediaRecorder.Sip.Transactions;
using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Calls.Conferences;

/// <summary>
/// Third parties of a call: how they come, what all say to us while their voices are mixed, and how they go. Owner: the
/// SipWorker.
/// <code>
/// state    | third party answers       | refuses, rings too long | a party hangs up             | any other request
/// Calling  | → Waiting                 | call as it was: over    | call ends, CANCEL            | passes as in any call
/// Waiting  | (no offer is open → Mixing, else again in 100 ms)   | third: call as it was        | passes; third's: 491
/// Mixing   | (a further one: is mixed) | the others talk on      | two left: relayed, if        | answered here
///          |                           |                         | codecs allow; one: call ends |
/// </code>
/// One third party is called at a time. Two that are left and cannot be relayed to each other stay mixed, until they can.
/// </summary>
internal sealed class Conference(CallContext context, Call call, CallLines lines)
{
    private const long RetryNs = 100_000_000;

    private readonly List<Member> _members = [];
    private ThirdPartyInvite? _invite;
    private SipLeg? _answered;
    private JoinAsker _asker;
    private long _retryNs = long.MaxValue;

    /// <summary>The parties' voices are mixed, and all they say in their dialogs is answered here.</summary>
    public bool IsMixing => _members.Count > 0;

    /// <summary>Nothing is left of it: the call is as any other.</summary>
    public bool IsOver => !IsMixing && _invite is null && _answered is null;

    public long NextDeadlineNs
    {
        get
        {
            var next = Math.Min(_retryNs, _invite?.NextDeadlineNs ?? long.MaxValue);
            foreach (var member in _members)
            {
                next = Math.Min(next, member.Answer?.NextDeadlineNs ?? long.MaxValue);
                next = member.Leg.Guest is null ? next : Math.Min(next, Call.SessionDeadlineNs(member.Leg));
            }

            return next;
        }
    }

    /// <summary>The party is a member, or about to become one.</summary>
    public bool Has(SipLeg leg) => leg == _answered || _members.Exists(member => member.Leg == leg);

    /// <summary>A screened REFER of a party that adds its target to the call. The refusal, or null: it has its 202.</summary>
    public Refusal? OnRefer(SipLeg leg, TransactionEvent.RequestReceived received, ReferTo referTo, long nowNs)
    {
        if (ReferScreening.OfExecuted(received.Request, referTo) is { } refusal)
        {
            return refusal;
        }

        var answer = TryInvite(leg, referTo, received.Request, nowNs, out var invite);
        if (answer != JoinAnswer.Inviting)
        {
            return new Refusal(answer switch
            {
                JoinAnswer.NoTarget => 404,
                JoinAnswer.NotMixable => 488,
                JoinAnswer.Full => 486,
                _ => 491,
            });
        }

        var subscription = ReferSubscription.Accept(context, leg, received, nowNs);
        subscription.Notify(100, "Trying", nowNs);
        Send(invite, new JoinAsker(subscription, "REFER"), nowNs);
        return null;
    }

    /// <summary>Calls a third party for somebody who is none himself.</summary>
    /// <param name="by">The party whose way the call takes.</param>
    public JoinAnswer Invite(SipLeg by, ReferTo target, string evidence, long nowNs)
    {
        var answer = TryInvite(by, target, null, nowNs, out var invite);
        if (answer == JoinAnswer.Inviting)
        {
            Send(invite, new JoinAsker(null, evidence), nowNs);
        }

        return answer;
    }

    /// <summary>The answer of the third party to our offer. False when its voice cannot be mixed.</summary>
    public bool TryTakeAnswer(ThirdPartyInvite invite, SessionDescription answer, long nowNs)
    {
        var party = invite.Party;
        if (answer.Media.Count == 0
            || !lines.CanMix(party, answer.Media[0])
            || !LineCrypto.MayAnswer(answer.Media[0], 0, party)
            || MixSdp.VoiceOf(answer.Media[0], party.Author.Told(0).First()) is null)
        {
            return false;
        }

        party.Current!.Sdp = answer;
        party.Audio = answer.Media[0];
        party.Author.Agree();
        _invite = null;
        _answered = party;
        _retryNs = nowNs;
        OnDeadline(nowNs);
        return true;
    }

    /// <summary>The third party will not come.</summary>
    public void OnRefused(ThirdPartyInvite invite, int status, long nowNs)
    {
        _invite = null;
        lines.Drop(invite.Party);
        Fail(status, nowNs);
    }

    public void OnDeadline(long nowNs)
    {
        _invite?.OnDeadline(nowNs);
        if (_answered is { } party && nowNs >= _retryNs)
        {
            _retryNs = nowNs + RetryNs;
            if (IsMixing || !(call.IsNegotiating(call.Ingress) || call.IsNegotiating(call.Egress)))
            {
                Mix(party, nowNs);
            }
        }

        foreach (var member in _members.ToArray())
        {
            if (member.Leg.Guest is not null)
            {
                call.OnSessionDeadline(member.Leg, nowNs);
            }

            Repeat(member, nowNs);
        }
    }

    /// <summary>A request of a member that is in order in its dialog.</summary>
    public void OnRequest(SipLeg leg, TransactionEvent.RequestReceived received, long nowNs)
    {
        switch (received.Request.Method)
        {
            case SipMethod.Bye:
                context.Answer(received, new Refusal(200), nowNs);
                leg.Dialog!.Terminate();
                Leave(leg, received.Request, nowNs);
                break;
            case SipMethod.Invite or SipMethod.Update:
                OnOffer(leg, received, nowNs);
                break;
            case SipMethod.Info:
                call.HearInfo(leg, received.Request, nowNs);
                context.Answer(received, new Refusal(200), nowNs);
                break;
            case SipMethod.Options:
                context.Answer(received, RequestScreening.OptionsAnswer, nowNs);
                break;
            case SipMethod.Refer:
                call.OnRefer(null, leg, received, nowNs);
                break;
            case SipMethod.Prack or SipMethod.Notify:
                context.Answer(received, new Refusal(481), nowNs);
                break;
            default:
                // What would be said to one of several is said to none.
                context.Answer(received, new Refusal(405, "Allow", CallMessages.Allow), nowNs);
                break;
        }
    }

    /// <summary>An ACK to a 2xx of ours to a member's re-INVITE. False when it is none of these.</summary>
    public bool OnAck(SipLeg leg, SipMessage ack, long nowNs)
    {
        if (_members.Find(known => known.Leg == leg) is not { Answer: { } answer } member
            || !answer.TryAcknowledge(ack.CSeq.Number))
        {
            return false;
        }

        if (member.OwesAnswer)
        {
            member.OwesAnswer = false;
            if (!MessageBody.TryReadSdp(ack, out var sdp) || !TryTakeAnswer(leg, sdp, nowNs))
            {
                Expel(leg, nowNs);
                return true;
            }
        }

        TryRelay(nowNs);
        return true;
    }

    /// <summary>The answer of a member to an offer of ours that only repeated what was agreed.</summary>
    public void TakeRefreshed(SipLeg leg, SessionDescription answer, long nowNs)
    {
        if (!TryTakeAnswer(leg, answer, nowNs))
        {
            Expel(leg, nowNs);
            return;
        }

        TryRelay(nowNs);
    }

    /// <summary>A party that does not answer any more; the others talk on.</summary>
    public void Expel(SipLeg leg, long nowNs)
    {
        call.SendBye(leg, nowNs);
        leg.Dialog!.Terminate();
        Leave(leg, null, nowNs);
    }

    /// <summary>The call is over, and its media are gone.</summary>
    public void OnCallEnded(long nowNs)
    {
        _invite?.Cancel(nowNs);
        foreach (var leg in _members.ConvertAll(member => member.Leg).Append(_answered))
        {
            if (leg is { Guest: not null, IsGone: false })
            {
                leg.Refresh?.OnCallEnded(nowNs);
                call.SendBye(leg, nowNs);
                leg.Dialog!.Terminate();
            }
        }

        _members.Clear();
        (_invite, _answered, _retryNs) = (null, null, long.MaxValue);
    }

    private JoinAnswer TryInvite(
        SipLeg by, ReferTo target, SipMessage? refer, long nowNs, out (SipLeg Party, SipMessageBuilder Message) invite)
    {
        invite = default;
        if (_invite is not null || _answered is not null)
        {
            return JoinAnswer.Busy;
        }

        if (!IsMixing && !(lines.HasFirstVoice && VoiceOf(call.Ingress) is not null && VoiceOf(call.Egress) is not null))
        {
            return JoinAnswer.NotMixable;
        }

        if (TransferTarget.Of(context, call, by, target, nowNs) is not { } found)
        {
            return JoinAnswer.NoTarget;
        }

        if (!LineCrypto.MayOffer(found.Trunk.Srtp.For(found.Hop.Transport == SipTransport.Tls)))
        {
            return JoinAnswer.NotMixable;
        }

        if (call.NewGuest(found.Trunk, found.Hop) is not { } party)
        {
            return JoinAnswer.Full;
        }

        if (!lines.TryAddGuest(party, MediaFamilies.Of(context.Model, found.Trunk, found.Hop), party.Tap))
        {
            return JoinAnswer.Full;
        }

        invite = (party, found.Invite(context, by, party, refer, target, isFocus: true));
        return JoinAnswer.Inviting;
    }

    private void Send((SipLeg Party, SipMessageBuilder Message) invite, JoinAsker asker, long nowNs)
    {
        _asker = asker;
        SipLeg[] talking = IsMixing ? [.. _members.Select(member => member.Leg)] : [call.Ingress, call.Egress];
        var offer = MixSdp.Offer(lines, invite.Party, talking.Select(leg => leg.Audio!));
        _invite = ThirdPartyInvite.Send(context, this, call, invite.Party, invite.Message, offer, nowNs);
        if (_invite is null)
        {
            lines.Drop(invite.Party);
            Fail(513, nowNs);
        }
    }

    private void Fail(int status, long nowNs)
    {
        context.Counters.JoinsFailed++;
        _asker.Subscription?.Notify(status, SipReasonPhrases.For(status), nowNs);
        TryRelay(nowNs);
    }

    private void Mix(SipLeg party, long nowNs)
    {
        SipLeg[] joining = IsMixing ? [party] : [call.Ingress, call.Egress, party];
        call.Recording?.AddLeg(party);
        if (!Array.TrueForAll(joining, TryMix))
        {
            // What was agreed in the meantime cannot be mixed.
            _answered = null;
            _retryNs = long.MaxValue;
            call.SendBye(party, nowNs);
            party.Dialog!.Terminate();
            lines.Drop(party);
            if (!IsMixing)
            {
                lines.EndMix();
            }

            Fail(488, nowNs);
            return;
        }

        _members.AddRange(joining.Select(leg => new Member(leg)));
        (_answered, _retryNs) = (null, long.MaxValue);
        context.Counters.PartiesJoined++;
        context.Logger.PartyJoined(call.Reference, party.Id.Value, _members.Count);
        call.Recording?.Take(new PartyJoined(
            nowNs, _asker.Subscription is null ? CueSource.Api : CueSource.Signalling, _asker.Evidence, party.Id, party.Role));
        call.NoteOfferedHold(party, nowNs);
        _asker.Subscription?.Notify(200, "OK", nowNs);
        foreach (var leg in joining)
        {
            Resume(leg, nowNs);
        }
    }

    // Who was held by the other of two is not held by a conference: whoever holds does so for itself alone.
    private void Resume(SipLeg leg, long nowNs)
    {
        if (Told(leg) is { } told
            && (told.Direction != MediaDirection.SendRecv || told.IsOnHold)
            && !leg.Hold.IsHolding
            && leg.Refresh is null)
        {
            MixSdp.Resume(lines, leg, told);
            SessionRefresh.Start(context, call, leg, nowNs, offersAnew: true);
        }
    }

    private static Media.Bridges.BridgeVoice? VoiceOf(SipLeg leg) =>
        leg.Audio is { } own && Told(leg) is { } told ? MixSdp.VoiceOf(own, told) : null;

    private static MediaDescription? Told(SipLeg leg) => leg.Current!.Author.Told(0).FirstOrDefault();

    private bool TryMix(SipLeg leg)
    {
        if (VoiceOf(leg) is not { } voice || !lines.TryMix(leg, leg.Audio!, voice))
        {
            return false;
        }

        call.Recording?.SetFormats(leg, Told(leg));
        return true;
    }

    // RFC 3261 §14.2, RFC 3311 §5.2: an offer inside a member's dialog concerns nobody else.
    private void OnOffer(SipLeg leg, TransactionEvent.RequestReceived received, long nowNs)
    {
        var request = received.Request;
        SessionDescription? offer = null;
        var refusal = request.Has(SipHeaderName.Replaces) || request.TryGetHeader("Join", out _)
            ? new Refusal(400)
            : RequestScreening.OfSession(request, context.Model) ?? RequestScreening.OfBody(request, context.Model, out offer);
        var member = _members.Find(known => known.Leg == leg);
        if (refusal is null && (member is null || leg.Refresh is { IsReinviting: true } || member is { OwesAnswer: true, IsSettled: false }))
        {
            // Its own 200 is on its way, or an offer of ours.
            refusal = new Refusal(491);
        }

        byte[]? sdp = null;
        if (refusal is null && offer is not null)
        {
            sdp = MixSdp.Answer(lines, leg, offer)?.ToBytes();
            refusal = sdp is null || !TryTake(leg, offer, nowNs) ? new Refusal(488) : null;
        }
        else if (refusal is null && request.Method == SipMethod.Invite)
        {
            sdp = call.Repeat(leg);
        }

        if (refusal is { } no)
        {
            context.Answer(received, no, nowNs);
            return;
        }

        Accept(member!, received, sdp, isOffer: offer is null && sdp is not null, nowNs);
        TryRelay(nowNs);
    }

    private void Accept(
        Member member, TransactionEvent.RequestReceived received, byte[]? sdp, bool isOffer, long nowNs)
    {
        var leg = member.Leg;
        leg.Dialog!.RefreshTarget(received.Request);
        leg.NoteMethods(received.Request);
        var answer = SipMessageBuilder.Response(received.Request, 200, "OK", null, received.Source.EndPoint)
            .Add(SipHeaderName.Contact, $"<{CallMessages.ContactUri(context.Model, received.Source)}>;isfocus")
            .Add(SipHeaderName.Allow, CallMessages.Allow);
        leg.Timer.Answer(received.Request, answer, nowNs);
        if (sdp is not null)
        {
            answer.SetBody(MessageBody.SdpType, sdp);
        }

        var bytes = answer.ToBytes();
        context.Transactions.SendResponse(received.Id, bytes, 200, nowNs);
        if (received.Request.Method == SipMethod.Invite)
        {
            member.Answer = new AnswerRetransmission(received.Id, received.Request.CSeq.Number, bytes, nowNs);
            member.OwesAnswer = isOffer;
        }
    }

    // RFC 3261 §13.3.1.4: a 2xx is repeated until its ACK; without one the dialog is ended.
    private void Repeat(Member member, long nowNs)
    {
        switch (member.Answer?.OnDeadline(nowNs))
        {
            case AnswerStep.Resend:
                context.Transactions.SendResponse(member.Answer.Transaction, member.Answer.Response, 200, nowNs);
                break;
            case AnswerStep.GiveUp:
                Expel(member.Leg, nowNs);
                break;
        }
    }

    private bool TryTakeAnswer(SipLeg leg, SessionDescription answer, long nowNs) =>
        answer.Media.Count > 0 && LineCrypto.MayAnswer(answer.Media[0], 0, leg) && TryTake(leg, answer, nowNs);

    // A member's newest SDP, offer or answer; ours to it is the one it was told last.
    private bool TryTake(SipLeg leg, SessionDescription sdp, long nowNs)
    {
        var before = leg.Audio;
        if (sdp.Media.Count == 0 || !lines.CanMix(leg, sdp.Media[0]))
        {
            return false;
        }

        leg.Audio = sdp.Media[0];
        if (!TryMix(leg))
        {
            leg.Audio = before;
            return false;
        }

        leg.Current!.Sdp = sdp;
        leg.Current.Author.Agree();
        call.NoteOfferedHold(leg, nowNs);
        return true;
    }

    private void Leave(SipLeg leg, SipMessage? bye, long nowNs)
    {
        lines.Drop(leg);
        leg.Refresh?.OnCallEnded(nowNs);
        if (leg == _answered)
        {
            (_answered, _retryNs) = (null, long.MaxValue);
            Fail(480, nowNs);
            return;
        }

        _members.RemoveAll(member => member.Leg == leg);
        context.Logger.PartyLeft(call.Reference, leg.Id.Value, _members.Count);
        call.Recording?.Take(new PartyLeft(nowNs, CueSource.Signalling, bye is null ? "silence" : "BYE", leg.Id));
        if (_members is [var last])
        {
            call.EndAlone(last.Leg, bye, nowNs);
            return;
        }

        TryRelay(nowNs);
    }

    // Two that are left and speak as if they had agreed with each other.
    private void TryRelay(long nowNs)
    {
        if (_members is not [{ IsSettled: true } one, { IsSettled: true } other] || _invite is not null || _answered is not null
            || one.Leg.Refresh is not null || other.Leg.Refresh is not null
            || Told(one.Leg) is not { } toldOne || Told(other.Leg) is not { } toldOther
            || !MixSdp.CanRelay((one.Leg.Audio!, toldOne), (other.Leg.Audio!, toldOther)))
        {
            return;
        }

        _members.Clear();
        call.Rejoin(one.Leg, other.Leg, nowNs);
    }
}
