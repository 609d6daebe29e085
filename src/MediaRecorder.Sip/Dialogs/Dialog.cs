using System.Diagnostics.CodeAnalysis;
using System.Net;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Headers;
using MediaRecorder.Sip.Transports;

namespace MediaRecorder.Sip.Dialogs;

/// <summary>
/// One dialog of RFC 3261 §12, seen from our side. Plain state without time or input and output; owner: SipWorker.
/// </summary>
public sealed class Dialog
{
    private readonly string _localParty; // From of our requests, with our tag
    private readonly string _remoteParty; // To of our requests, with the peer's tag

    private Dialog(DialogId id, string localParty, string remoteParty, string localContactUri)
    {
        Id = id;
        _localParty = localParty;
        _remoteParty = remoteParty;
        LocalContactUri = localContactUri;
    }

    public DialogId Id { get; }

    public string CallId => Id.CallId;

    public string LocalTag => Id.LocalTag;

    public string RemoteTag => Id.RemoteTag;

    /// <summary>CSeq of our last request; 0 before the first.</summary>
    public uint LocalCSeq { get; private set; }

    /// <summary>CSeq of the peer's last request in order; null before the first.</summary>
    public uint? RemoteCSeq { get; private set; }

    /// <summary>Who the peer is, with its tag: From of its requests.</summary>
    public string RemoteParty => _remoteParty;

    /// <summary>The URI in the peer's Contact.</summary>
    public SipUri RemoteTarget { get; private set; }

    /// <summary>The proxies our requests go through, the nearest first.</summary>
    public IReadOnlyList<NameAddress> RouteSet { get; private set; } = [];

    /// <summary>The URI we put into Contact.</summary>
    public string LocalContactUri { get; }

    public DialogState State { get; private set; }

    /// <summary>The dialog our answer to an INVITE creates; early until <see cref="Confirm()"/>.</summary>
    /// <param name="localTag">The To tag of our responses.</param>
    public static Dialog CreateUas(SipMessage invite, string localTag, string localContactUri)
    {
        // RFC 3261 §12.1.1: the route set in the order of Record-Route; the local sequence number starts empty.
        var to = invite.To.Text;
        return new Dialog(
            new DialogId(invite.CallId, localTag, invite.From.Tag ?? ""),
            invite.To.Tag is null ? $"{to};tag={localTag}" : to,
            invite.From.Text,
            localContactUri)
        {
            RemoteCSeq = invite.CSeq.Number,
            RemoteTarget = invite.Contacts.Count > 0 ? invite.Contacts[0].Uri : invite.From.Uri,
            RouteSet = invite.RecordRoutes,
            State = DialogState.Early,
        };
    }

    /// <summary>The dialog that <paramref name="response"/> (101-299) to our INVITE creates.</summary>
    /// <param name="invite">The INVITE as it was sent.</param>
    public static Dialog CreateUac(SipMessage invite, SipMessage response)
    {
        var localContact = invite.Contacts.Count > 0 ? invite.Contacts[0].Uri.Text : invite.RequestUri;
        var dialog = new Dialog(
            new DialogId(invite.CallId, invite.From.Tag ?? "", response.To.Tag ?? ""),
            invite.From.Text,
            response.To.Text,
            localContact)
        {
            LocalCSeq = invite.CSeq.Number,
            RemoteTarget = SipUri.TryParse(invite.RequestUri, out var target) ? target : invite.To.Uri,
            State = DialogState.Early,
        };
        dialog.TakeRoute(response);
        if (response.StatusCode >= 200)
            dialog.State = DialogState.Confirmed;
        return dialog;
    }

    /// <summary>UAS: our 2xx was sent.</summary>
    public void Confirm()
    {
        if (State == DialogState.Early)
            State = DialogState.Confirmed;
    }

    /// <summary>
    /// UAC: the 2xx to our INVITE came. The first one settles the route set (RFC 3261 §13.2.2.4); its copies change
    /// nothing.
    /// </summary>
    public void Confirm(SipMessage response)
    {
        if (State != DialogState.Early)
            return;
        TakeRoute(response);
        State = DialogState.Confirmed;
    }

    public void Terminate() => State = DialogState.Terminated;

    /// <summary>Judges a request received for this dialog and takes over its CSeq when it is in order.</summary>
    public DialogRequestResult CheckRequest(SipMessage request)
    {
        if (State == DialogState.Terminated || DialogId.OfReceivedRequest(request) != Id)
            return DialogRequestResult.NotInDialog;
        // RFC 3261 §12.2.2 counts requests; ACK and CANCEL carry the number of their INVITE.
        if (request.Method is SipMethod.Ack or SipMethod.Cancel)
            return DialogRequestResult.InOrder;
        // An equal number is no retransmission, the transaction would have absorbed it; so it is out of order too.
        if (RemoteCSeq is { } last && request.CSeq.Number <= last)
            return DialogRequestResult.OutOfOrder;
        RemoteCSeq = request.CSeq.Number;
        return IsTargetRefresh(request.Method)
            ? DialogRequestResult.InOrderTargetRefresh
            : DialogRequestResult.InOrder;
    }

    /// <summary>
    /// Takes the remote target from an accepted target refresh request, or from a 2xx to ours. Without Contact the
    /// target stays. The route set never changes (RFC 3261 §12.2).
    /// </summary>
    public void RefreshTarget(SipMessage message)
    {
        if (message.Contacts.Count > 0 && message.Contacts[0].Uri.Text.Length > 0)
            RemoteTarget = message.Contacts[0].Uri;
    }

    /// <summary>A new request inside the dialog, with the next CSeq; its sender adds the Via.</summary>
    /// <param name="method">Not ACK (<see cref="CreateAck"/>), not CANCEL, not Unknown.</param>
    /// <exception cref="ArgumentException">ACK or CANCEL, or no known method.</exception>
    public SipMessageBuilder CreateRequest(SipMethod method) =>
        CreateRequest(SipMethods.Token(method));

    /// <summary>As above, for any method token, so that methods we do not know can be passed on.</summary>
    public SipMessageBuilder CreateRequest(string methodToken)
    {
        var method = SipMethods.FromToken(methodToken);
        if (methodToken.Length == 0 || method is SipMethod.Ack or SipMethod.Cancel)
            throw new ArgumentException("ACK and CANCEL belong to an INVITE, not to a new CSeq.", nameof(methodToken));
        var request = Create(methodToken, ++LocalCSeq);
        request.NextCSeq = () => ++LocalCSeq;
        if (IsTargetRefresh(method))
            request.Add(SipHeaderName.Contact, $"<{LocalContactUri}>");
        return request;
    }

    /// <summary>The ACK to a 2xx, with the CSeq number of its INVITE (RFC 3261 §13.2.2.4).</summary>
    public SipMessageBuilder CreateAck(uint inviteCSeq) => Create("ACK", inviteCSeq);

    /// <summary>
    /// Where requests go: the first route or else the remote target. False when that is a host name, which only a
    /// resolver can turn into an address.
    /// </summary>
    public bool TryGetNextHop([NotNullWhen(true)] out IPEndPoint? nextHop) =>
        NextUri.TryGetEndpoint(out nextHop);

    /// <summary>The same as a hop; <paramref name="peer"/>, by which the dialog came about, when only a name is known.</summary>
    public SipHop NextHopFrom(SipHop peer, bool keepsTls = false) =>
        NextUri.TryGetEndpoint(out var target) ? peer.Towards(NextUri, target, keepsTls) : peer;

    /// <summary>
    /// RFC 3261 §6, RFC 3311 §5.1, RFC 6665 §4.4.1, RFC 3515 §2.4: the requests that may carry a new Contact.
    /// </summary>
    public static bool IsTargetRefresh(SipMethod method) =>
        method is SipMethod.Invite or SipMethod.Update or SipMethod.Subscribe or SipMethod.Notify or SipMethod.Refer;

    private SipUri NextUri => RouteSet.Count > 0 ? RouteSet[0].Uri : RemoteTarget;

    private SipMessageBuilder Create(string methodToken, uint cseq)
    {
        // RFC 3261 §12.2.1.1. Loose: Request-URI is the target, Route the whole set. Strict (first route without lr):
        // Request-URI is the first route, Route the rest and then the target.
        var isStrict = RouteSet.Count > 0 && !RouteSet[0].Uri.IsLooseRouter;
        var uri = isStrict ? RouteSet[0].Uri : RemoteTarget;
        var request = SipMessageBuilder.Request(methodToken, uri.Text);
        for (var i = isStrict ? 1 : 0; i < RouteSet.Count; i++)
            request.Add(SipHeaderName.Route, RouteSet[i].Text);
        if (isStrict)
            request.Add(SipHeaderName.Route, $"<{RemoteTarget}>");
        return request
            .Add(SipHeaderName.MaxForwards, "70")
            .Add(SipHeaderName.From, _localParty)
            .Add(SipHeaderName.To, _remoteParty)
            .Add(SipHeaderName.CallId, CallId)
            .Add(SipHeaderName.CSeq, $"{cseq} {methodToken}");
    }

    // RFC 3261 §12.1.2: Record-Route of the response reversed, so that the proxy nearest to us comes first.
    private void TakeRoute(SipMessage response)
    {
        RouteSet = [.. response.RecordRoutes.Reverse()];
        RefreshTarget(response);
    }
}
