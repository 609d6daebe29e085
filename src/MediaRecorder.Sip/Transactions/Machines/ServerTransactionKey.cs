using MediaRecorder.Sip.Messages;

namespace MediaRecorder.Sip.Transactions.Machines;

/// <summary>
/// RFC 3261 §17.2.3: a request belongs to the transaction with the same branch, sent-by and method, where ACK counts as
/// INVITE. The sent-by is part of it because clients may, by accident or intent, choose another's branch.
/// </summary>
internal readonly record struct ServerTransactionKey(
    string Branch, string Host, int? Port, string Method, LegacyIdentity? Legacy)
{
    private const string Invite = "INVITE";
    private const string Ack = "ACK";

    internal static ServerTransactionKey Of(SipMessage request)
    {
        var via = request.TopVia;
        LegacyIdentity? legacy = via.HasUniqueBranch ? null : LegacyIdentity.Of(request);
        var method = request.Method == SipMethod.Ack && legacy is null ? Invite : request.MethodToken;
        return new ServerTransactionKey(via.Branch ?? "", via.Host.ToLowerInvariant(), via.Port, method, legacy);
    }

    /// <summary>RFC 3261 §9.2: the key of the INVITE a CANCEL means. No other method can be cancelled.</summary>
    internal ServerTransactionKey OfCancelledInvite() => this with { Method = Invite };

    /// <summary>The key under which the ACK to a response with this To tag will ask; legacy keys only.</summary>
    internal ServerTransactionKey OfLegacyAck(string? toTag) =>
        this with { Method = Ack, Legacy = Legacy!.Value with { ToTag = toTag } };
}
