using System.Diagnostics.CodeAnalysis;
using MediaRecorder.Calls.Legs;
using MediaRecorder.Calls.Workers;
using MediaRecorder.Recording.Commands;
using MediaRecorder.Sip.Dialogs;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Transactions;
using Microsoft.Extensions.Logging;

namespace MediaRecorder.Calls.B2bua;

/// <summary>
/// All calls, found by what names them: a tag of ours, the transaction of an INVITE, a recording. Every input to a call
/// goes through <see cref="Act"/>. Owner: the SipWorker.
/// </summary>
internal sealed class CallTable(CallsCounters counters, ILogger logger)
{
    private readonly Dictionary<string, (Call Call, SipLeg Leg)> _legsByTag = new(StringComparer.Ordinal);
    private readonly Dictionary<ServerTransactionId, InviteExchange> _invites = [];
    private readonly Dictionary<RecordingId, Call> _callsByRecording = [];
    private readonly HashSet<Call> _calls = [];
    private readonly DeadlineHeap<Call> _deadlines = new();

    public int Count => _calls.Count;

    /// <summary>The calls as they are now; the table may change while the caller walks over them.</summary>
    public Call[] Snapshot => [.. _calls];

    /// <summary>When <see cref="OnDeadline"/> is next due; <c>long.MaxValue</c> for never.</summary>
    public long NextDeadlineNs => _deadlines.EarliestNs;

    public void Add(Call call)
    {
        _calls.Add(call);
        AddTag(call.Ingress.LocalTag, call, call.Ingress);
        AddTag(call.Egress.LocalTag, call, call.Egress);
        if (call.Recording is { } recording)
        {
            _callsByRecording.Add(recording.Id, call);
        }
    }

    /// <summary>A further tag of ours in <paramref name="leg"/>; it goes with the call.</summary>
    public void AddTag(string tag, Call call, SipLeg leg) => _legsByTag.Add(tag, (call, leg));

    public void RemoveTag(string tag) => _legsByTag.Remove(tag);

    /// <summary>The INVITE that passes through now takes the place of the one before.</summary>
    public void Remember(InviteExchange exchange)
    {
        Retire(exchange.Call.LastInvite);
        exchange.Call.LastInvite = exchange;
        _invites.Add(exchange.Server, exchange);
    }

    /// <summary>The leg that a received request names by its To tag.</summary>
    public bool TryFind(SipMessage request, [NotNullWhen(true)] out Call? call, [NotNullWhen(true)] out SipLeg? leg)
    {
        var found = _legsByTag.GetValueOrDefault(request.To.Tag ?? string.Empty);
        (call, leg) = found;
        return call is not null;
    }

    /// <summary>The call that sent this INVITE, which has come back to us; false for one of somebody else.</summary>
    public bool TryFindSent(SipMessage invite, [NotNullWhen(true)] out Call? call)
    {
        (call, var leg) = _legsByTag.GetValueOrDefault(invite.From.Tag ?? string.Empty);
        return call is not null && leg == call.Egress && call.LastInvite?.Sent?.Message.CallId == invite.CallId;
    }

    /// <summary>
    /// The leg that has this dialog, seen from our side, as Replaces, Join, Target-Dialog and Refer-To name it.
    /// </summary>
    public bool TryFind(
        string callId, string localTag, string remoteTag, [NotNullWhen(true)] out Call? call,
        [NotNullWhen(true)] out SipLeg? leg, [NotNullWhen(true)] out Dialog? dialog)
    {
        (call, leg) = _legsByTag.GetValueOrDefault(localTag);
        dialog = leg is null ? null : call?.DialogOf(leg, new DialogId(callId, localTag, remoteTag))?.Dialog;
        return dialog is not null && call is not null && leg is not null;
    }

    public bool TryFind(ServerTransactionId invite, [NotNullWhen(true)] out InviteExchange? exchange) =>
        _invites.TryGetValue(invite, out exchange);

    public bool TryFind(RecordingId recording, [NotNullWhen(true)] out Call? call) =>
        _callsByRecording.TryGetValue(recording, out call);

    /// <summary>For commands of people: they are rare, so nothing is kept for them.</summary>
    public bool TryFindByReference(string reference, [NotNullWhen(true)] out Call? call)
    {
        call = _calls.FirstOrDefault(known => known.Reference == reference);
        return call is not null;
    }

    /// <summary>
    /// Gives a call an input. A fault in one call ends that call; it never leaves the loop (design.md, threads, rule
    /// 6). Afterwards the call's deadline is taken over, and an ended call leaves the tables.
    /// </summary>
    public void Act(Call call, long nowNs, Action step)
    {
        try
        {
            step();
        }
#pragma warning disable CA1031 // Whatever it was: the calls of others go on.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            counters.MessageFaults++;
            logger.CallFaulted(fault, call.Reference);
            call.Abandon(nowNs);
        }
        finally
        {
            Settle(call);
        }
    }

    public void OnDeadline(long nowNs)
    {
        while (_deadlines.TryPeekDue(nowNs, out var call))
        {
            Act(call, nowNs, () => call.OnDeadline(nowNs));
        }
    }

    private void Retire(InviteExchange? exchange)
    {
        if (exchange is not null)
        {
            _invites.Remove(exchange.Server);
        }
    }

    private void Settle(Call call)
    {
        _deadlines.Update(call);
        if (call.State != CallState.Ended || !_calls.Remove(call))
        {
            return;
        }

        call.Route?.Close();
        foreach (var tag in call.LocalTags)
        {
            _legsByTag.Remove(tag);
        }

        Retire(call.LastInvite);
        if (call.Recording is { } recording)
        {
            _callsByRecording.Remove(recording.Id);
        }
    }
}
