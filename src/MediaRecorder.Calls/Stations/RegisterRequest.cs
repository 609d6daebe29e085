using MediaRecorder.Calls.Admission;
using MediaRecorder.Calls.B2bua;
using MediaRecorder.Calls.Model;
using MediaRecorder.Calls.Signalling;
using MediaRecorder.Calls.Workers;
using MediaRecorder.Policy.Privacy;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Headers;
using MediaRecorder.Sip.Transactions;

namespace MediaRecorder.Calls.Stations;

/// <summary>
/// A REGISTER on its way to the registrar and back. What the registrar says holds: it challenges, refuses and grants,
/// and only what it grants is bound. REQ A-06. Owner: the SipWorker.
/// </summary>
internal sealed class RegisterRequest : IResponseTaker
{
    private const long SecondNs = 1_000_000_000;

    private readonly CallContext _context;
    private readonly TransactionEvent.RequestReceived _received;
    private readonly TrunkModel _trunk;
    private readonly AskedContacts _asked;
    private readonly List<StationBinding> _bindings = [];
    private readonly string _aor;

    private RegisterRequest(
        CallContext context, TransactionEvent.RequestReceived received, TrunkModel trunk, AskedContacts asked)
    {
        _context = context;
        _received = received;
        _trunk = trunk;
        _asked = asked;
        _aor = $"{received.Request.To.Uri.User}@{received.Request.To.Uri.Host}";
    }

    /// <param name="isDraining">Phones are sent elsewhere, as callers are.</param>
    public static void Start(
        CallContext context, TransactionEvent.RequestReceived received, TrunkModel trunk, bool isDraining, long nowNs)
    {
        if (trunk.Registrar is not { } name || isDraining)
        {
            var refusal = isDraining ? AdmissionControl.Unavailable : RequestScreening.OfOutsideDialog(SipMethod.Register);
            Refuse(context, received, RegisterOutcome.NotTaken, refusal, nowNs);
        }
        else if (!AskedContacts.TryRead(received.Request, out var asked)
            || received.Request.To.Uri is not { IsSip: true, User.Length: > 0 })
        {
            Refuse(context, received, RegisterOutcome.Malformed, new Refusal(400), nowNs);
        }
        else
        {
            new RegisterRequest(context, received, trunk, asked).Send(context.Model.Trunks[name], nowNs);
        }
    }

    public void OnResponse(SentRequest sent, SipMessage response, long nowNs)
    {
        // RFC 3261 §16.7 step 5: 100 is of one hop. RFC 4320 §4.1: no 408 to a non-INVITE request.
        if (response.StatusCode is < 200 or 408)
        {
            if (response.StatusCode == 408)
            {
                OnNoResponse(sent, nowNs);
            }

            return;
        }

        var answer = CallMessages.Forwarded(
            _context, _received, response, _context.Model.Trunks[_trunk.Registrar!], _trunk, _context.NewToken());
        if (response.StatusCode < 300)
        {
            Accept(response, answer, nowNs);
        }

        Close(response.StatusCode switch
        {
            < 300 => RegisterOutcome.Accepted,
            401 or 407 => RegisterOutcome.Challenged,
            _ => RegisterOutcome.Refused,
        });
        _context.Transactions.SendResponse(_received.Id, answer.ToBytes(), response.StatusCode, nowNs);
    }

    public void OnNoResponse(SentRequest sent, long nowNs) => Close(RegisterOutcome.Unanswered);

    // RFC 3261 §16.9.
    public void OnTransportFailed(SentRequest sent, long nowNs)
    {
        Close(RegisterOutcome.Unanswered);
        _context.Answer(_received, new Refusal(503), nowNs);
    }

    private static void Refuse(
        CallContext context,
        TransactionEvent.RequestReceived received,
        RegisterOutcome outcome,
        Refusal refusal,
        long nowNs)
    {
        context.Counters.Registered(outcome);
        context.Answer(received, refusal, nowNs);
    }

    private void Send(TrunkModel registrar, long nowNs)
    {
        var user = _received.Request.To.Uri.User!;
        foreach (var contact in _asked.Contacts)
        {
            var key = new StationKey(_aor, contact.Uri, _received.Source.EndPoint.Address);
            if (!_context.Stations.TryClaim(key, user, _trunk, contact.ExpiresSeconds > 0, out var binding))
            {
                Close(RegisterOutcome.TableFull);
                _context.Answer(_received, AdmissionControl.Unavailable, nowNs);
                return;
            }

            _bindings.Add(binding);
        }

        var register = RegisterMessages.Register(
            _context, _received.Request, _asked, _bindings, _trunk, registrar);
        if (_context.Sender.Send(register, registrar.NextHop, this, nowNs) is null)
        {
            Close(RegisterOutcome.Malformed);
            _context.Answer(_received, new Refusal(513), nowNs);
        }
    }

    private void Close(RegisterOutcome outcome)
    {
        _context.Counters.Registered(outcome);
        foreach (var binding in _bindings)
        {
            _context.Stations.Release(binding);
        }

        _bindings.Clear();
    }

    // RFC 3261 §10.2.4: the answer lists what is bound now, by names that the phone knows.
    private void Accept(SipMessage response, SipMessageBuilder answer, long nowNs)
    {
        if (_asked.IsWildcard)
        {
            _context.Stations.UnbindAll(_aor);
        }

        for (var i = 0; i < _bindings.Count; i++)
        {
            Settle(_bindings[i], _asked.Contacts[i], response, nowNs);
        }

        foreach (var contact in response.Contacts)
        {
            if (_context.Stations.Of(_aor).FirstOrDefault(b => b.IsBound && Means(contact, b)) is { } known)
            {
                var seconds = Granted(contact, response, AskedContacts.DefaultExpiresSeconds);
                answer.Add("Contact", RegisterMessages.Contact(known.Key.ContactUri, seconds, contact.Parameter("q")));
            }
        }
    }

    private void Settle(StationBinding binding, AskedContact asked, SipMessage response, long nowNs)
    {
        var granted = asked.ExpiresSeconds > 0 && response.Contacts.FirstOrDefault(c => Means(c, binding)) is { } contact
            ? Granted(contact, response, asked.ExpiresSeconds)
            : 0;
        if (granted > 0)
        {
            if (!binding.IsBound)
            {
                _context.Logger.StationRegistered(_trunk.Name, new Redacted<string>(binding.User), granted);
            }

            _context.Stations.Bind(binding, _received.Source, nowNs + (granted * SecondNs));
        }
        else
        {
            _context.Stations.Unbind(binding);
        }
    }

    private static long Granted(NameAddress contact, SipMessage response, long fallback) => AskedContacts.Seconds(
        contact.Parameter("expires"),
        AskedContacts.Seconds(response.TryGetHeader(SipHeaderName.Expires, out var all) ? all : null, fallback));

    private bool Means(NameAddress contact, StationBinding binding) => _trunk.RegisterBy == StationRouting.Contact
        ? contact.Uri.User == binding.Token
        : contact.Uri.Text == binding.Key.ContactUri;
}
