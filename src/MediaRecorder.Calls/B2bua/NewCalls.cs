using System.Diagnostics.CodeAnalysis;
using MediaRecorder.Calls.Admission;
using MediaRecorder.Calls.Legs;
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
using MediaRecorder.Sip.Sdp;
using MediaRecorder.Sip.Transactions;

namespace MediaRecorder.Calls.B2bua;

/// <summary>INVITEs outside a dialog: each becomes a call or is refused. Owner: the SipWorker.</summary>
internal sealed class NewCalls(
    CallContext context, AdmissionControl admission, IRecordingPlane recordings, Func<long, DateTimeOffset> toUtc)
{
    public void OnInvite(TransactionEvent.RequestReceived received, TrunkModel trunk, long nowNs)
    {
        var invite = received.Request;
        if (InviteReplaces.TryTake(context, received, trunk, nowNs))
        {
            return;
        }

        SessionDescription? offer = null;
        var refusal = RequestScreening.OfTarget(invite, out var user)
            ?? RequestScreening.OfBody(invite, context.Model.MediaAddress, out offer);
        if (refusal is { } no)
        {
            RefuseCall(received, trunk, no, nowNs);
        }
        else if (admission.Check(invite, received.Source.EndPoint.Address, context.Calls.Count, nowNs) is { } reason)
        {
            context.Counters.CallNotAdmitted(reason);
            RefuseCall(received, trunk, AdmissionControl.Unavailable, nowNs);
        }
        else if (context.Stations.TryRoute(invite, trunk, nowNs, out var station) && station is null)
        {
            // RFC 3261 §21.4.18: the registrar believes the phone to be here, and it is not any more.
            RefuseCall(received, trunk, new Refusal(480), nowNs);
        }
        else if (!TryFindWay(trunk, user = NumberRewriting.Called(trunk, user), station, nowNs, out var route))
        {
            context.Counters.CallsOverTrunkLimit++;
            RefuseCall(received, trunk, AdmissionControl.Unavailable, nowNs);
        }
        else
        {
            Admit(received, trunk, route, offer, station?.User ?? user, station, nowNs);
        }
    }

    private bool TryFindWay(
        TrunkModel trunk, string called, StationRoute? station, long nowNs, [NotNullWhen(true)] out CallRoute? route) =>
        station is null
            ? context.Trunks.TryRoute(trunk, called, nowNs, out route)
            : context.Trunks.TryRouteTo(trunk, station.Trunk, station.Hop, out route);

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
            taps = recordings.Open(id, identity, ingressRole, egressRole, nowNs);
            var rules = new RecordingRules(RecordHolds: trunk.RecordHolds, KeypadPause: trunk.KeypadPause);
            recording = new CallRecording(id, rules, recordings);
            recording.Take(new CallOffered(
                nowNs,
                CueSource.Signalling,
                "INVITE",
                [new(LegId.Ingress, ingressRole), new(LegId.Egress, egressRole)]));
        }

        if (!context.Media.TryOpen(taps, out var path))
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
            LegSide.Ingress, ingressRole, trunk, context.NewToken(), received.Source, sdpSessionId);
        var egress = new SipLeg(
            LegSide.Egress, egressRole, outward, context.NewToken(), route.Hop, sdpSessionId)
        {
            Station = station,
        };
        var call = new Call(context, reference, ingress, egress, path, recording, nowNs) { Route = route };
        context.Counters.CallsOffered++;
        context.Logger.CallOffered(
            reference,
            trunk.Name,
            outward.Name,
            new Redacted<string>(invite.From.Uri.User ?? string.Empty),
            new Redacted<string>(user),
            invite.CallId);
        context.Calls.Add(call);
        context.Calls.Act(call, nowNs, () => call.Start(received, offer, nowNs));
    }
}
