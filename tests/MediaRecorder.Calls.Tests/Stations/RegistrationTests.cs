using System.Net;
using MediaRecorder.Calls.Stations;

namespace MediaRecorder.Calls.Tests.Stations;

// REQ: A-06
public sealed class RegistrationTests
{
    private readonly StationRig _rig = new();

    [Fact]
    public void The_registrar_gets_a_contact_of_ours_and_the_phone_its_own_with_what_was_granted()
    {
        var register = _rig.Register();
        Assert.Equal("sip:192.0.2.20:5060", register.RequestUri);
        Assert.Equal("sip:100@192.0.2.20:5060", register.To.Uri.Text);
        Assert.Equal("call-1", register.CallId);
        var contact = Assert.Single(register.Contacts);
        Assert.Equal("192.0.2.1", contact.Uri.Host);
        Assert.DoesNotContain("192.168", System.Text.Encoding.ASCII.GetString(register.Raw.Span), StringComparison.Ordinal);
        Assert.Equal("60", contact.Parameter("expires"));

        var (to, answer) = _rig.Answer(
            register, 200, $"Contact: <{contact.Uri.Text}>;expires=30, <sip:other@203.0.113.1>;expires=9\r\n");
        Assert.Equal(StationRig.Phone, to);
        Assert.Equal(200, answer.StatusCode);
        Assert.Equal("<sip:100@192.168.1.2:5060>;expires=30", Assert.Single(answer.Contacts).Text);
        Assert.Equal(1, _rig.B2bua.RegisteredStations);
        Assert.Equal(1, _rig.Recorder.Counters.Registers(RegisterOutcome.Accepted));
    }

    [Fact]
    public void A_challenge_and_its_answer_pass_end_to_end_and_bind_nothing_before_the_200()
    {
        var first = _rig.Register();
        var (_, challenge) = _rig.Answer(first, 401, "WWW-Authenticate: Digest realm=\"pbx\", nonce=\"n\"\r\n");
        Assert.Equal(401, challenge.StatusCode);
        Assert.True(challenge.TryGetHeader("WWW-Authenticate", out var asked));
        Assert.Equal("Digest realm=\"pbx\", nonce=\"n\"", asked);
        Assert.Equal(0, _rig.B2bua.RegisteredStations);
        Assert.Equal(1, _rig.Recorder.Counters.Registers(RegisterOutcome.Challenged));

        var second = _rig.Register(
            "Contact: <sip:100@192.168.1.2:5060>\r\nAuthorization: Digest username=\"100\", realm=\"pbx\"\r\n");
        Assert.True(second.TryGetHeader("Authorization", out var credentials));
        Assert.Equal("Digest username=\"100\", realm=\"pbx\"", credentials);
    }

    [Theory]
    [InlineData(403, "")]
    [InlineData(404, "")]
    [InlineData(423, "Min-Expires: 600\r\n")]
    [InlineData(503, "Retry-After: 7\r\n")]
    public void What_the_registrar_refuses_is_refused_with_its_headers_and_nothing_is_bound(int status, string header)
    {
        var (_, answer) = _rig.Answer(_rig.Register(), status, header);
        Assert.Equal(status, answer.StatusCode);
        Assert.Contains(header, System.Text.Encoding.ASCII.GetString(answer.Raw.Span), StringComparison.Ordinal);
        Assert.Equal(0, _rig.B2bua.RegisteredStations);
        Assert.Equal(1, _rig.Recorder.Counters.Registers(RegisterOutcome.Refused));
    }

    [Fact]
    public void A_refused_refresh_leaves_the_binding_until_it_expires()
    {
        _rig.Registered();
        _rig.Answer(_rig.Register(), 403);
        Assert.Equal(1, _rig.B2bua.RegisteredStations);
        _rig.Pass(61);
        Assert.Equal(0, _rig.B2bua.RegisteredStations);
    }

    [Fact]
    public void A_refresh_keeps_the_token_and_moves_the_expiry_and_the_flow()
    {
        var token = _rig.Registered();
        _rig.Pass(50);
        var moved = new IPEndPoint(StationRig.Phone.Address, 50_002);
        Assert.Equal(token, _rig.Registered(source: moved));
        _rig.Pass(50);
        Assert.Equal(1, _rig.B2bua.RegisteredStations);
        _rig.Pass(11);
        Assert.Equal(0, _rig.B2bua.RegisteredStations);
        _rig.Pass(100);
        Assert.Equal(long.MaxValue, _rig.B2bua.NextDeadlineNs);
    }

    [Fact]
    public void A_contact_taken_back_is_unbound_and_so_is_all_by_an_asterisk()
    {
        _rig.Registered();
        _rig.Registered("<sip:100@192.168.1.3:5060>");
        _rig.Registered("<sip:200@192.168.1.4:5060>", user: "200");
        Assert.Equal(3, _rig.B2bua.RegisteredStations);

        var back = _rig.Register("Contact: <sip:100@192.168.1.2:5060>;expires=0\r\n");
        Assert.Equal("0", Assert.Single(back.Contacts).Parameter("expires"));
        _rig.Answer(back, 200);
        Assert.Equal(2, _rig.B2bua.RegisteredStations);

        var all = _rig.Register("Contact: *\r\nExpires: 0\r\n");
        Assert.True(all.TryGetHeader("Contact", out var asterisk));
        Assert.Equal("*", asterisk);
        _rig.Answer(all, 200);
        Assert.Equal(1, _rig.B2bua.RegisteredStations);
    }

    [Fact]
    public void Two_phones_that_name_themselves_alike_behind_two_nats_are_two_bindings()
    {
        var one = _rig.Registered();
        var other = _rig.Registered(source: new IPEndPoint(IPAddress.Parse("198.51.100.10"), 5060));
        Assert.NotEqual(one, other);
        Assert.Equal(2, _rig.B2bua.RegisteredStations);
    }

    [Fact]
    public void A_full_table_answers_503_without_asking_the_registrar_and_still_refreshes()
    {
        var rig = new StationRig(maxRegistrations: 1);
        rig.Registered();
        var refused = rig.Register("Contact: <sip:200@192.168.1.9>\r\n", user: "200");
        Assert.Equal(503, refused.StatusCode);
        Assert.True(refused.TryGetHeader("Retry-After", out _));
        Assert.Equal(1, rig.Recorder.Counters.Registers(RegisterOutcome.TableFull));
        rig.Registered();

        rig.Answer(rig.Register("Contact: <sip:100@192.168.1.2:5060>;expires=0\r\n"), 200);
        rig.Registered("<sip:200@192.168.1.9>", user: "200");
    }

    [Fact]
    public void Refused_registrations_take_no_place()
    {
        var rig = new StationRig(maxRegistrations: 1);
        for (var i = 0; i < 20; i++)
        {
            rig.Answer(rig.Register($"Contact: <sip:{i}@192.168.1.2>\r\n", user: $"{i}"), 403);
        }

        // Nor do those that the registrar never answers, once their time is up.
        rig.Register("Contact: <sip:lost@192.168.1.2>\r\n", user: "lost");
        rig.Pass(40);
        Assert.Equal(1, rig.Recorder.Counters.Registers(RegisterOutcome.Unanswered));
        rig.Registered();
    }

    [Theory]
    [InlineData("Contact: *\r\n")]
    [InlineData("Contact: *\r\nExpires: 60\r\n")]
    [InlineData("Contact: <sip:1@192.168.1.2>\r\nContact: *\r\nExpires: 0\r\n")]
    [InlineData("Contact: <mailto:a@b.example>\r\n")]
    [InlineData("Contact: <sip:1@a>, <sip:2@a>, <sip:3@a>, <sip:4@a>, <sip:5@a>, <sip:6@a>, <sip:7@a>, <sip:8@a>, <sip:9@a>\r\n")]
    public void A_senseless_register_is_answered_400_and_the_registrar_never_sees_it(string contact)
    {
        Assert.Equal(400, _rig.Register(contact).StatusCode);
        Assert.Equal(0, _rig.B2bua.RegisteredStations);
        Assert.Equal(
            1, _rig.Recorder.Counters.MalformedMessages + _rig.Recorder.Counters.Registers(RegisterOutcome.Malformed));
    }

    [Theory]
    [InlineData("4294967296")]
    [InlineData("-1")]
    [InlineData("soon")]
    public void An_expiry_that_is_no_number_counts_as_not_written(string expires)
    {
        var register = _rig.Register($"Contact: <sip:100@192.168.1.2>;expires={expires}\r\n");
        Assert.Equal("3600", Assert.Single(register.Contacts).Parameter("expires"));
    }

    [Fact]
    public void A_200_that_does_not_list_the_contact_binds_nothing()
    {
        _rig.Answer(_rig.Register(), 200);
        Assert.Equal(0, _rig.B2bua.RegisteredStations);
    }

    [Fact]
    public void A_trunk_without_registrar_answers_405_and_a_draining_recorder_503()
    {
        var ordinary = _rig.Send(_rig.Request("REGISTER", "sip:192.0.2.1", "Contact: <sip:1@a>\r\n"), StationRig.Registrar);
        Assert.Equal(405, Assert.Single(ordinary).Message.StatusCode);
        _rig.B2bua.StartDraining();
        Assert.Equal(503, _rig.Register().StatusCode);
        Assert.Equal(2, _rig.Recorder.Counters.Registers(RegisterOutcome.NotTaken));
    }

    [Fact]
    public void By_path_the_contact_stays_and_a_path_leads_through_us()
    {
        var rig = new StationRig(StationRouting.Path);
        var register = rig.Register();
        Assert.Equal("sip:100@192.168.1.2:5060", Assert.Single(register.Contacts).Uri.Text);
        Assert.True(register.TryGetHeader("Path", out var path));
        Assert.StartsWith("<sip:station-", path, StringComparison.Ordinal);
        Assert.EndsWith("@192.0.2.1:5060;lr>", path, StringComparison.Ordinal);
        Assert.True(register.HasToken(Sip.Messages.Headers.SipHeaderName.Supported, "path"));

        var (_, answer) = rig.Answer(
            register, 200, $"Contact: <sip:100@192.168.1.2:5060>;expires=60\r\nPath: {path}\r\n");
        Assert.False(answer.TryGetHeader("Path", out _));
        Assert.Equal("<sip:100@192.168.1.2:5060>;expires=60", Assert.Single(answer.Contacts).Text);
        Assert.Equal(1, rig.B2bua.RegisteredStations);
    }
}
