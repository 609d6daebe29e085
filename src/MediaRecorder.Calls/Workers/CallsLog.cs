using System.Net;
using MediaRecorder.Calls.B2bua;
using MediaRecorder.Calls.Cues;
using MediaRecorder.Media.Paths;
using MediaRecorder.Policy.Privacy;
using Microsoft.Extensions.Logging;

namespace MediaRecorder.Calls.Workers;

/// <summary>One line per call event, each with the call's reference.</summary>
internal static partial class CallsLog
{
    [LoggerMessage(
        EventId = 1001, EventName = "call.offered", Level = LogLevel.Information,
        Message = "Call {Call} offered: {Trunk} to {RouteTo}, caller {Caller}, callee {Callee}, Call-ID {SipCallId}")]
    public static partial void CallOffered(
        this ILogger logger,
        string call,
        string trunk,
        string routeTo,
        Redacted<string> caller,
        Redacted<string> callee,
        string sipCallId);

    [LoggerMessage(
        EventId = 1002, EventName = "call.progress", Level = LogLevel.Debug,
        Message = "Call {Call} progress {Status}")]
    public static partial void CallProgress(this ILogger logger, string call, int status);

    [LoggerMessage(
        EventId = 1003, EventName = "call.answered", Level = LogLevel.Information,
        Message = "Call {Call} answered")]
    public static partial void CallAnswered(this ILogger logger, string call);

    [LoggerMessage(
        EventId = 1004, EventName = "call.hold", Level = LogLevel.Information,
        Message = "Call {Call} hold by {Leg}: {Change}")]
    public static partial void HoldChanged(this ILogger logger, string call, LegSide leg, HoldChange change);

    [LoggerMessage(
        EventId = 1005, EventName = "call.pause", Level = LogLevel.Information,
        Message = "Call {Call} pause asked by keypad of leg {Leg}")]
    public static partial void PauseAsked(this ILogger logger, string call, int leg);

    [LoggerMessage(
        EventId = 1006, EventName = "call.resume", Level = LogLevel.Information,
        Message = "Call {Call} resume asked by keypad of leg {Leg}")]
    public static partial void ResumeAsked(this ILogger logger, string call, int leg);

    [LoggerMessage(
        EventId = 1007, EventName = "call.rejected", Level = LogLevel.Information,
        Message = "Call {Call} rejected by the far side with {Status}")]
    public static partial void CallRejected(this ILogger logger, string call, int status);

    [LoggerMessage(
        EventId = 1008, EventName = "call.ended", Level = LogLevel.Information,
        Message = "Call {Call} ended: {Outcome} after {TalkSeconds:F3} s of talk")]
    public static partial void CallEnded(this ILogger logger, string call, CallOutcome outcome, double talkSeconds);

    [LoggerMessage(
        EventId = 1009, EventName = "call.refused", Level = LogLevel.Information,
        Message = "INVITE on trunk {Trunk} refused with {Status}, Call-ID {SipCallId}")]
    public static partial void CallRefused(this ILogger logger, string trunk, int status, string sipCallId);

    [LoggerMessage(
        EventId = 1020, EventName = "call.failover", Level = LogLevel.Information,
        Message = "Call {Call} goes on to {NextHop} of trunk {Trunk} after a {Status}")]
    public static partial void CallFailedOver(
        this ILogger logger, string call, int status, string trunk, IPEndPoint nextHop);

    [LoggerMessage(
        EventId = 1021, EventName = "trunk.hop-up", Level = LogLevel.Information,
        Message = "Trunk {Trunk}: next hop {NextHop} is up")]
    public static partial void HopUp(this ILogger logger, string trunk, string nextHop);

    [LoggerMessage(
        EventId = 1022, EventName = "trunk.hop-down", Level = LogLevel.Warning,
        Message = "Trunk {Trunk}: next hop {NextHop} is down")]
    public static partial void HopDown(this ILogger logger, string trunk, string nextHop);

    [LoggerMessage(
        EventId = 1023, EventName = "trunk.down", Level = LogLevel.Error,
        Message = "Trunk {Trunk}: all next hops are down")]
    public static partial void TrunkDown(this ILogger logger, string trunk);

    [LoggerMessage(
        EventId = 1012, EventName = "call.lines-changed", Level = LogLevel.Information,
        Message = "Call {Call}: media now {Lines}")]
    public static partial void LinesChanged(this ILogger logger, string call, string lines);

    [LoggerMessage(
        EventId = 1013, EventName = "call.codec-unrecordable", Level = LogLevel.Warning,
        Message = "Call {Call}: the codec {Codec} cannot be recorded; what it carries will be silence")]
    public static partial void CodecUnrecordable(this ILogger logger, string call, string codec);

    [LoggerMessage(
        EventId = 1014, EventName = "call.party-joined", Level = LogLevel.Information,
        Message = "Call {Call}: leg {Leg} joined; {Parties} parties talk")]
    public static partial void PartyJoined(this ILogger logger, string call, int leg, int parties);

    [LoggerMessage(
        EventId = 1015, EventName = "call.party-left", Level = LogLevel.Information,
        Message = "Call {Call}: leg {Leg} left; {Parties} parties are mixed")]
    public static partial void PartyLeft(this ILogger logger, string call, int leg, int parties);

    [LoggerMessage(
        EventId = 1011, EventName = "call.faulted", Level = LogLevel.Error,
        Message = "Call {Call} failed and was ended; the others go on")]
    public static partial void CallFaulted(this ILogger logger, Exception fault, string call);

    [LoggerMessage(
        EventId = 1010, EventName = "sip.worker-fault", Level = LogLevel.Error,
        Message = "A SIP message could not be handled; it was dropped")]
    public static partial void MessageFaulted(this ILogger logger, Exception fault);

    [LoggerMessage(
        EventId = 1040, EventName = "station.registered", Level = LogLevel.Information,
        Message = "Station {Station} registered on trunk {Trunk} for {Seconds} s")]
    public static partial void StationRegistered(
        this ILogger logger, string trunk, Redacted<string> station, long seconds);

    [LoggerMessage(
        EventId = 1050, EventName = "call.srtp-unopened", Level = LogLevel.Warning,
        Message = "Call {Call}: {Packets} packets of {Leg} could not be opened with the keys of its SDP")]
    public static partial void PacketsUnopened(this ILogger logger, string call, LegSide leg, long packets);

    [LoggerMessage(
        EventId = 1060, EventName = "tls.refused", Level = LogLevel.Warning,
        Message = "No TLS with {Peer}: {Reason}")]
    public static partial void TlsRefused(this ILogger logger, IPEndPoint peer, string reason);

    [LoggerMessage(
        EventId = 1061, EventName = "tls.reloaded", Level = LogLevel.Information,
        Message = "The changed {File} is in use for new TLS connections")]
    public static partial void TlsReloaded(this ILogger logger, string file);

    [LoggerMessage(
        EventId = 1062, EventName = "tls.reload-failed", Level = LogLevel.Warning,
        Message = "A changed file cannot be used for TLS, what was there before stays: {Failure}")]
    public static partial void TlsReloadFailed(this ILogger logger, string failure);
}
