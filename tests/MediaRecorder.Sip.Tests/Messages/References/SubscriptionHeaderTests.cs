using System.Text;
using MediaRecorder.Sip.Messages.References;

namespace MediaRecorder.Sip.Tests.Messages.References;

// REQ: A-01
public sealed class SubscriptionHeaderTests
{
    [Theory]
    [InlineData("refer", "refer", null)]
    [InlineData("refer;id=93809823", "refer", "93809823")]
    [InlineData("presence.winfo ; ID = a", "presence.winfo", "a")]
    [InlineData("dialog;call-id=\"a;b\";include-session-description", "dialog", null)]
    public void An_event_is_a_package_and_perhaps_an_id(string text, string package, string? id)
    {
        Assert.True(EventHeader.TryParse(text, out var header));
        Assert.Equal((package, id), (header!.Package, header.Id));
        Assert.Equal(package == "refer", header.IsRefer);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(";id=1")]
    [InlineData("re fer")]
    [InlineData("refer;;id=1")]
    [InlineData("refer;id=\"1")]
    [InlineData("refer,dialog")]
    public void What_is_no_event_is_refused(string? text) => Assert.False(EventHeader.TryParse(text, out _));

    [Theory]
    [InlineData("refer", "refer;id=7")]
    [InlineData("refer;id=2;x=\"y;z\";w", "refer;id=7;x=\"y;z\";w")]
    [InlineData("refer;x;id=2;id=3", "refer;x;id=7")]
    public void The_id_is_changed_and_nothing_else(string text, string expected)
    {
        Assert.True(EventHeader.TryParse(text, out var header));
        Assert.Equal(expected, header!.WithId("7"));
    }

    [Theory]
    [InlineData("active;expires=60", "active", null, 60, null)]
    [InlineData("Terminated;reason=noresource", "terminated", "noresource", null, null)]
    [InlineData("terminated ; reason=probation ; retry-after=30 ; x=y", "terminated", "probation", null, 30)]
    [InlineData("pending", "pending", null, null, null)]
    public void The_state_of_a_subscription_is_read(
        string text, string state, string? reason, int? expires, int? retryAfter)
    {
        Assert.True(SubscriptionState.TryParse(text, out var header));
        Assert.Equal(new SubscriptionState(state, reason, expires, retryAfter), header);
        Assert.Equal(state == "terminated", header!.IsTerminated);
        Assert.True(SubscriptionState.TryParse(header.ToString(), out var again));
        Assert.Equal(header, again);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(";expires=1")]
    [InlineData("active;expires=-1")]
    [InlineData("active;expires=4294967296")]
    [InlineData("active;expires")]
    [InlineData("active;retry-after=x")]
    [InlineData("terminated;reason=\"a b\"")]
    public void What_is_no_state_is_refused(string? text) => Assert.False(SubscriptionState.TryParse(text, out _));

    [Theory]
    [InlineData("SIP/2.0 100 Trying", 100, "Trying")]
    [InlineData("SIP/2.0 200 OK\r\nContact: <sip:a@b>\r\n", 200, "OK")]
    [InlineData("sip/2.0 486 Busy Here\n", 486, "Busy Here")]
    [InlineData("SIP/2.0 603", 603, "")]
    public void A_fragment_tells_how_the_request_fared(string text, int status, string reason)
    {
        Assert.True(SipFrag.TryParse(Encoding.UTF8.GetBytes(text), out var fragment));
        Assert.Equal(new SipFrag(status, reason), fragment);
        Assert.Equal(status >= 200, fragment.IsFinal);
        Assert.True(SipFrag.TryParse(fragment.ToBytes(), out var again));
        Assert.Equal(fragment, again);
    }

    [Theory]
    [InlineData("")]
    [InlineData("SIP/2.0")]
    [InlineData("SIP/2.0 20")]
    [InlineData("SIP/2.0 099 x")]
    [InlineData("SIP/2.0 700 x")]
    [InlineData("SIP/2.0 2000")]
    [InlineData("HTTP/1.1 200 OK")]
    [InlineData("INVITE sip:a@b SIP/2.0")]
    public void What_is_no_status_line_is_refused(string text) =>
        Assert.False(SipFrag.TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void No_mutant_of_any_of_them_throws_and_what_is_accepted_survives_being_written()
    {
        var mutator = new Mutator(11);
        var accepted = new int[5];
        for (var i = 0; i < 3000; i++)
        {
            var text = Mutant("dialog;id=12;x=\"y\"");
            if (EventHeader.TryParse(text, out var header))
            {
                accepted[0]++;
                Assert.True(EventHeader.TryParse(header!.WithId("99"), out var changed), text);
                Assert.Equal((header.Package, "99"), (changed!.Package, changed.Id));
            }

            if (SubscriptionState.TryParse(Mutant("terminated;reason=noresource;retry-after=3"), out var state))
            {
                accepted[1]++;
                Assert.True(SubscriptionState.TryParse(state!.ToString(), out var same));
                Assert.Equal(state, same);
            }

            if (SipFrag.TryParse(mutator.Mutate(Wire.Bytes("SIP/2.0 200 OK\r\nTo: x\r\n")), out var fragment))
            {
                accepted[2]++;
                Assert.True(SipFrag.TryParse(fragment.ToBytes(), out var same));
                Assert.Equal(fragment.Status, same.Status);
            }

            if (ReplacesHeader.TryParse(Mutant("a@b;to-tag=1;from-tag=2;early-only"), out var replaces))
            {
                accepted[3]++;
                Assert.True(ReplacesHeader.TryParse(replaces!.ToString(), out var same));
                Assert.Equal(replaces, same);
            }

            if (TargetDialogHeader.TryParse(Mutant("a@b;local-tag=1;remote-tag=2"), out var target))
            {
                accepted[4]++;
                Assert.True(TargetDialogHeader.TryParse(target!.ToString(), out var same));
                Assert.Equal(target, same);
            }
        }

        Assert.All(accepted, count => Assert.InRange(count, 30, 2900));

        string Mutant(string original) => Encoding.UTF8.GetString(mutator.Mutate(Wire.Bytes(original)));
    }
}
