using System.Globalization;
using System.Security;
using System.Text;
using MediaRecorder.Interop.Tests.Captures;

namespace MediaRecorder.Interop.Tests.Phones;

/// <summary>
/// A sipp scenario written step by step. Its names are those of sipp's variables: what a request brought is kept under
/// the request's method, so that an answer can be given later, after other messages.
/// </summary>
public sealed class SippScript
{
    private const string From = "<sip:[caller]@[local_ip]:[local_port]>;tag=[pid]caller[call_number]";
    private const string To = "<sip:[service]@[remote_ip]:[remote_port]>";

    private readonly bool _calls;
    private readonly string _tag;
    private readonly StringBuilder _steps = new();
    private readonly SortedSet<string> _variables = new(StringComparer.Ordinal);
    private int _cseq;
    private int _inviteCseq;
    private int _sdpVersion;
    private int _count;
    private int _inviteAt;
    private bool _isEstablished;
    private string? _lastRequest;

    private SippScript(bool calls, string tag)
    {
        _calls = calls;
        _tag = tag;
    }

    /// <summary>An answer without a reason phrase of its own gets this one.</summary>
    public const string AnyReason = "As You Like It";

    /// <summary>A phone that begins the call.</summary>
    public static SippScript Caller() => new(calls: true, "caller");

    /// <summary>A phone that waits for one.</summary>
    /// <param name="tag">Of its To; one that answers for several, as a forking proxy does, gives each answer its own.</param>
    public static SippScript Callee(string tag = "callee") => new(calls: false, tag);

    /// <summary>SDP of this phone; each one counts up the version of its o= line.</summary>
    /// <param name="connection">The address of c=, or null for the phone's own.</param>
    /// <param name="events">Lists telephone-event.</param>
    public string Sdp(
        string direction = "sendrecv", string? connection = null, bool events = true, G711Law law = G711Law.Mu) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        v=0
        o={_tag} 53655765 {++_sdpVersion} IN IP[local_ip_type] [local_ip]
        s=-
        c=IN IP[media_ip_type] {connection ?? "[media_ip]"}
        t=0 0
        m=audio [media_port] RTP/AVP {(int)law}{(events ? " 101" : string.Empty)}
        a=rtpmap:{(int)law} {(law == G711Law.Mu ? "PCMU" : "PCMA")}/8000
        {(events ? "a=rtpmap:101 telephone-event/8000\n" : string.Empty)}a={direction}

        """);

    /// <summary>The INVITE that begins the call; a null body is an offer, an empty one none.</summary>
    public SippScript Invite(string headers = "", string? body = null, int maxForwards = 70)
    {
        _inviteCseq = ++_cseq;
        return Send(
            $"""
            INVITE sip:[service]@[remote_ip]:[remote_port] SIP/2.0
            Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch];rport
            From: {From}
            To: {To}
            Call-ID: [call_id]
            CSeq: {_inviteCseq} INVITE
            Contact: <sip:[caller]@[local_ip]:[local_port];transport=[transport]>
            Max-Forwards: {maxForwards}
            """,
            headers,
            body ?? Sdp(),
            retransmits: true);
    }

    /// <summary>A request inside the dialog. ACK takes the CSeq of the last INVITE.</summary>
    public SippScript Request(
        string method, string headers = "", string body = "", string contentType = "application/sdp", int? cseq = null)
    {
        var number = cseq ?? (method == "ACK" ? _inviteCseq : ++_cseq);
        if (method == "INVITE")
            _inviteCseq = number;
        return Send(
            $"""
            {method} [next_url] SIP/2.0
            Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch];rport
            {Names()}
            [routes]
            Call-ID: [call_id]
            CSeq: {number} {method}
            Contact: <sip:{_tag}@[local_ip]:[local_port];transport=[transport]>
            Max-Forwards: 70
            """,
            headers,
            body,
            retransmits: method != "ACK",
            contentType);
    }

    public SippScript Ack(string body = "") => Request("ACK", body: body);

    /// <summary>The CANCEL of the INVITE that began the call, or the ACK to its failure: hop by hop.</summary>
    public SippScript OfInvite(string method, string headers = "")
    {
        // RFC 3261 §17.1.1.3: an ACK to a failure has the response's To; a CANCEL the INVITE's.
        var to = method == "ACK" ? "[last_To:]" : $"To: {To}";
        return Send(
            $"""
            {method} sip:[service]@[remote_ip]:[remote_port] SIP/2.0
            Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch-{SentSinceInvite()}];rport
            From: {From}
            {to}
            Call-ID: [call_id]
            CSeq: {_inviteCseq} {method}
            Max-Forwards: 70
            """,
            headers,
            string.Empty,
            retransmits: method != "ACK");
    }

    /// <summary>The ACK to the failure of a re-INVITE.</summary>
    public SippScript AckToReInvite()
    {
        var names = _calls
            ? $"From: {From}\n[last_To:]"
            : $"From: [$first_To];tag=[pid]{_tag}[call_number]\n[last_To:]";
        return Send(
            $"""
            ACK [next_url] SIP/2.0
            Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch-{SentSinceInvite()}];rport
            {names}
            [routes]
            Call-ID: [call_id]
            CSeq: {_inviteCseq} ACK
            Max-Forwards: 70
            """,
            string.Empty,
            string.Empty,
            retransmits: false);
    }

    /// <summary>Waits for a request and keeps what its answer needs.</summary>
    public SippScript Expect(string method, bool optional = false)
    {
        string[] parts = ["Via", "From", "To", "CSeq"];
        _lastRequest = method;
        _steps.Append(CultureInfo.InvariantCulture, $"  <recv request=\"{method}\"{(optional ? " optional=\"true\"" : string.Empty)} rrs=\"true\">\n    <action>\n");
        foreach (var part in parts)
        {
            Keep(part, $"{method}_{part}");
            // The first INVITE names the two parties for all that follows.
            if (!_calls && part is "From" or "To" && !_variables.Contains($"first_{part}"))
                Keep(part, $"first_{part}");
        }

        _steps.Append("    </action>\n  </recv>\n");
        _count++;
        return this;
    }

    /// <summary>Waits for a response; 100 may come before any.</summary>
    public SippScript Expect(int status, bool optional = false)
    {
        if (status != 100)
            Receive(100, optional: true);
        return Receive(status, optional);
    }

    /// <summary>Waits for a reliable provisional response and acknowledges it.</summary>
    public SippScript Pracks(int status, string body = "")
    {
        Receive(100, optional: true);
        _steps.Append(CultureInfo.InvariantCulture, $"  <recv response=\"{status}\" rrs=\"true\">\n    <action>\n");
        Keep("RSeq", "rseq");
        _steps.Append("    </action>\n  </recv>\n");
        _count++;
        return Request("PRACK", $"RAck: [$rseq] {_inviteCseq} INVITE", body).Receive(200);
    }

    /// <summary>Is asked for a password and sends the INVITE again with it.</summary>
    public SippScript Challenged(int status, string user, string password)
    {
        Receive(100, optional: true);
        _steps.Append(CultureInfo.InvariantCulture, $"  <recv response=\"{status}\" auth=\"true\"/>\n");
        _count++;
        return OfInvite("ACK").Invite($"[authentication username={user} password={password}]");
    }

    /// <summary>Answers a request that came in, the latest of its method.</summary>
    /// <param name="tag">Instead of this phone's own.</param>
    public SippScript Answer(
        string method, int status, string headers = "", string body = "", string reason = AnyReason, string? tag = null,
        bool contact = true)
    {
        // Only the first INVITE comes without a To tag.
        var addsTag = tag is not null || method == "CANCEL" || (!_calls && method == "INVITE" && !_isEstablished);
        var to = $"[${method}_To]" + (addsTag ? $";tag=[pid]{tag ?? _tag}[call_number]" : string.Empty);
        // All Via lines, where a proxy is between; the variable has the first alone, which is enough without one.
        var via = _lastRequest == method ? "[last_Via:]\n[last_Record-Route:]" : $"Via: [${method}_Via]";
        if (status is >= 200 and < 300 && method == "INVITE")
            _isEstablished = true;
        return Send(
            $"""
            SIP/2.0 {status} {reason}
            {via}
            From: [${method}_From]
            To: {to}
            Call-ID: [call_id]
            CSeq: [${method}_CSeq]
            """
            + (contact ? $"\nContact: <sip:{tag ?? _tag}@[local_ip]:[local_port];transport=[transport]>" : string.Empty),
            headers,
            body,
            retransmits: method == "INVITE" && status >= 200);
    }

    /// <summary>Waits for a request and says 200 to it.</summary>
    public SippScript Takes(string method, string headers = "", string body = "") =>
        Expect(method).Answer(method, 200, headers, body, "OK");

    public SippScript Pause(int milliseconds)
    {
        _steps.Append(CultureInfo.InvariantCulture, $"  <pause milliseconds=\"{milliseconds}\"/>\n");
        _count++;
        return this;
    }

    /// <summary>Begins to play a capture, and goes on.</summary>
    public SippScript Plays(string capture)
    {
        _steps.Append(CultureInfo.InvariantCulture, $"  <nop>\n    <action>\n      <exec play_pcap_audio=\"{SecurityElement.Escape(capture)}\"/>\n    </action>\n  </nop>\n");
        _count++;
        return this;
    }

    /// <summary>A caller who is answered after ringing.</summary>
    public SippScript Talks() => Expect(180, optional: true).Receive(200).Ack();

    /// <summary>A callee who rings and answers.</summary>
    public SippScript Answers(string headers = "") =>
        Expect("INVITE").Answer("INVITE", 180).Answer("INVITE", 200, headers, Sdp(), "OK").Expect("ACK");

    public SippScript HangsUp(string headers = "") => Request("BYE", headers).Receive(200);

    public SippScript IsHungUp() => Takes("BYE");

    public string ToXml()
    {
        var unused = string.Join(",", _variables);
        return $"""
            <?xml version="1.0" encoding="UTF-8"?>
            <scenario name="{SecurityElement.Escape(_tag)}">
            {_steps}{(unused.Length == 0 ? string.Empty : $"  <Reference variables=\"{unused}\"/>\n")}</scenario>
            """;
    }

    // sipp's [branch-N] is the branch of the message N steps before.
    private int SentSinceInvite() => _count - _inviteAt;

    private string Names() => _calls
        ? $"From: {From}\nTo: {To}[peer_tag_param]"
        : $"From: [$first_To];tag=[pid]{_tag}[call_number]\nTo: [$first_From]";

    private SippScript Receive(int status, bool optional = false)
    {
        _lastRequest = null;
        // A 100 has no Contact, and sipp takes the first response it is told to.
        var keepsRoute = status == 100 ? string.Empty : " rrs=\"true\"";
        _steps.Append(CultureInfo.InvariantCulture, $"  <recv response=\"{status}\"{keepsRoute}{(optional ? " optional=\"true\"" : string.Empty)}/>\n");
        _count++;
        return this;
    }

    private void Keep(string header, string variable)
    {
        _variables.Add(variable);
        _steps.Append(CultureInfo.InvariantCulture, $"      <ereg regexp=\".*\" search_in=\"hdr\" header=\"{header}:\" assign_to=\"{variable}\"/>\n");
    }

    private SippScript Send(
        string head, string headers, string body, bool retransmits, string contentType = "application/sdp")
    {
        if (head.StartsWith("INVITE ", StringComparison.Ordinal))
            _inviteAt = _count;
        var text = head.ReplaceLineEndings("\n") + "\n";
        if (headers.Length > 0)
            text += headers.ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
        if (body.Length > 0)
            text += $"Content-Type: {contentType}\n";
        text += $"Content-Length: {(body.Length == 0 ? "0" : "[len]")}\n\n{body.ReplaceLineEndings("\n")}";
        _steps.Append(CultureInfo.InvariantCulture, $"  <send{(retransmits ? " retrans=\"500\"" : string.Empty)}>\n<![CDATA[\n{text}\n]]>\n  </send>\n");
        _count++;
        return this;
    }
}
