using System.Diagnostics.CodeAnalysis;
using MediaRecorder.Calls.Admission;
using MediaRecorder.Calls.Cues;
using MediaRecorder.Calls.Legs;
using MediaRecorder.Calls.Lines;
using MediaRecorder.Calls.Model;
using MediaRecorder.Calls.Signalling;
using MediaRecorder.Calls.Stations;
using MediaRecorder.Calls.Transfers;
using MediaRecorder.Calls.Trunks;
using MediaRecorder.Calls.Workers;
using MediaRecorder.Media.Paths;
using MediaRecorder.Policy.Cues;
using MediaRecorder.Policy.Model;
using MediaRecorder.Policy.Privacy;
using MediaRecorder.Recording.Commands;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Sdp;
using MediaRecorder.Sip.SessionTimers;
using MediaRecorder.Sip.Transactions;

namespace MediaRecorder.Calls.B2bua;

/// <summary>INVITEs outside a dialog: each becomes a call or is refused. Owner: the SipWorker.</summary>
internal sealed class NewCalls(
    CallContext context, AdmissionControl admission, IRecordingPlane recordings, Func<long, DateTimeOffset> toUtc)
{
    // To a station by way of its PBX takes two; forwarded from there to another, four.
    private const int MaxPasses = 8;

    public void OnInvite(TransactionEvent.RequestReceived received, TrunkModel trunk, long nowNs)
    {
        var invite = received.Request;
        if (InviteReplaces.TryTake(context, received, trunk, nowNs, out var party))
        {
            return;
        }

        if (ComesInCircles(invite, out var passes))
        {
            context.Counters.CallsLooped++;
            RefuseCall(received, trunk, new Refusal(482), nowNs);
            return;
        }

        SessionDescription? offer = null;
        StationRoute? station = null;
        var user = party?.Dialog?.RemoteTarget.User ?? string.Empty;
        var refusal = (party is null ? RequestScreening.OfTarget(invite, out user) : null)
            ?? RequestScreening.OfSession(invite, context.Model)
            ?? RequestScreening.OfBody(invite, context.Model, out offer);
        user = party is null ? NumberRewriting.Called(trunk, user) : user;
        if (refusal is { } no)
        {
            RefuseCall(received, trunk, no, nowNs);
        }
        else if (admission.Check(invite, received.Source.EndPoint.Address, context.Calls.Count, nowNs) is { } reason)
        {
            context.Counters.CallNotAdmitted(reason);
            RefuseCall(received, trunk, AdmissionControl.Unavailable, nowNs);
        }
        else if (party is null && context.Stations.TryRoute(invite, trunk, nowNs, out station) && station is null)
        {
            // RFC 3261 §21.4.18: the registrar believes the phone to be here, and it is not any more.
            RefuseCall(received, trunk, new Refusal(480), nowNs);
        }
        else if (!TryFindWay(received, trunk, user, station, party, nowNs, out var route))
        {
            context.Counters.CallsOverTrunkLimit++;
            RefuseCall(received, trunk, AdmissionControl.Unavailable, nowNs);
        }
        else
        {
            var target = party?.Dialog!.RemoteTarget.Text;
            Admit(received, trunk, route, offer, station?.User ?? user, station, target, passes, nowNs);
        }
    }

    private bool TryFindWay(
        TransactionEvent.RequestReceived received,
        TrunkModel trunk,
        string called,
        StationRoute? station,
        SipLeg? party,
        long nowNs,
        [NotNullWhen(true)] out CallRoute? route)
    {
        if (party is not null)
        {
            return context.Trunks.TryRouteTo(trunk, party.Trunk, party.NextHop, out route);
        }

        if (station is not null)
        {
            return context.Trunks.TryRouteTo(trunk, station.Trunk, station.Hop, out route);
        }

        // A number that we asked to be called goes the way of whoever referred to it.
        var rules = context.Referred.TryFind(received.Request.RequestUri, nowNs, out var referrer) ? referrer : trunk;
        return context.Trunks.TryRoute(trunk, rules.TrunksFor(called), nowNs, out route);
    }

    // RFC 3261 §16.3 step 4: an INVITE of ours that proxies bring back still has our From tag. With the same target it
    // would run in a circle until Max-Forwards is used up, each time with ports of its own. With another it is a
    // spiral, as when a PBX sends an internal call on through us, and may be so a few times. A B2BUA on the way makes
    // another INVITE of it; then Max-Forwards is all there is (RFC 7332).
    private bool ComesInCircles(SipMessage invite, out int passes)
    {
        passes = 0;
        if (!context.Calls.TryFindSent(invite, out var call))
        {
            return false;
        }

        passes = call.Passes + 1;
        return passes > MaxPasses || call.LastInvite?.Request.RequestUri == invite.RequestUri;
    }

    private void RefuseCall(TransactionEvent.RequestReceived received, TrunkModel trunk, Refusal refusal, long nowNs)
    {
        context.Counters.CallsRefused++;
        context.Logger.CallRefused(trunk.Name, refusal.Status, received.Request.CallId);
        context.Answer(received, refusal, nowNs);
    }

    private void Admit(
        TransactionEvent.RequestReceived received,
        TrunkModel trunk,
        CallRoute route,
        SessionDescription? offer,
        string user,
        StationRoute? station,
        string? target,
        int passes,
        long nowNs)
    {
        var invite = received.Request;
        var outward = route.Trunk;
        var (ingressRole, egressRole) = LegRoles.Of(trunk.Side, outward.Side);
        var reference = context.NewToken()[..12];
        CallRecording? recording = null;
        TapPair? taps = null;
        if (trunk.Record)
        {
            var id = new RecordingId(Guid.CreateVersion7(toUtc(nowNs)));
            var caller = NumberRewriting.Caller(trunk, invite.From.Uri.User ?? string.Empty);
            var identity = new RecordingIdentity(
                reference,
                invite.CallId,
                trunk.Name,
                LegRoles.Direction(trunk.Side, outward.Side),
                caller,
                user,
                toUtc(nowNs));
            taps = recordings.Open(id, identity, trunk.Layout, ingressRole, egressRole, nowNs);
            var rules = new RecordingRules(RecordHolds: trunk.RecordHolds, KeypadPause: trunk.KeypadPause);
            recording = new CallRecording(
                id, rules, recordings, trunk.InbandKeys, trunk.Layout.MaxSampleRate);
            recording.Take(new CallOffered(
                nowNs,
                CueSource.Signalling,
                "INVITE",
                [new(LegId.Ingress, ingressRole), new(LegId.Egress, egressRole)]));
        }

        var ingressFamily = MediaFamilies.Of(context.Model, trunk, received.Source, offer);
        var egressFamily = MediaFamilies.Of(context.Model, outward, route.Hop);
        if (!CallLines.TryOpen(
                context, taps, ingressFamily, egressFamily, offer, trunk.UnrecordableCodecs, out var lines))
        {
            recording?.Plane.Close(recording.Id, nowNs);
            route.Close();
            context.Counters.CallsWithoutPorts++;
            RefuseCall(received, trunk, AdmissionControl.Unavailable, nowNs);
            return;
        }

        // RFC 8866 §5.2 suggests a timestamp: it need only differ between the calls of one address.
        var sdpSessionId = (ulong)toUtc(nowNs).ToUnixTimeMilliseconds();
        var ingress = new SipLeg(
            LegSide.Ingress, ingressRole, trunk, context.NewToken(), received.Source, sdpSessionId)
        {
            Timer = new SessionTimer(context.Model.SessionTimer),
        };
        var egress = new SipLeg(
            LegSide.Egress, egressRole, outward, context.NewToken(), route.Hop, sdpSessionId)
        {
            Station = station,
            Timer = new SessionTimer(context.Model.SessionTimer),
        };
        var call = new Call(context, reference, ingress, egress, lines, recording, nowNs)
        {
            Route = route,
            Passes = passes,
        };
        context.Counters.CallsOffered++;
        context.Logger.CallOffered(
            reference,
            trunk.Name,
            outward.Name,
            new Redacted<string>(invite.From.Uri.User ?? string.Empty),
            new Redacted<string>(user),
            invite.CallId);
        context.Calls.Add(call);
        context.Calls.Act(call, nowNs, () => call.Start(received, offer, target, nowNs));
    }
}
