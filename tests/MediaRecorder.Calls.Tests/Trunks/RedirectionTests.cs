using MediaRecorder.Calls.Model;
using MediaRecorder.Calls.Tests.B2bua;
using static MediaRecorder.Calls.Tests.B2bua.HandmadeCall;
using static MediaRecorder.Calls.Tests.Trunks.TrunkRig;

namespace MediaRecorder.Calls.Tests.Trunks;

/// <summary>3xx answers of a trunk that follows or passes them.</summary>
// REQ: A-04
public sealed class RedirectionTests
{
    [Fact]
    public void It_passes_to_the_caller_with_its_contacts_unless_it_is_to_be_followed()
    {
        var call = Create();

        var sent = call.Receive(Redirect(call, 302, "<sip:77@192.0.2.21>"), First);

        Assert.Equal(302, sent.Status());
        Assert.DoesNotContain(sent, m => m.To.Equals(Second));
        call.AssertNothingLeft();
    }

    [Fact]
    public void Followed_it_leads_to_a_next_hop_of_ours_with_the_user_it_names()
    {
        var call = Following();

        var sent = call.Receive(Redirect(call, 302, "<sip:77@192.0.2.22:5060;transport=udp>"), First);

        var invite = sent.To(Third);
        Assert.Equal("sip:77@192.0.2.22:5060", invite.RequestUri);
        Assert.DoesNotContain(sent, m => m.To.Equals(SimulatedRecorder.CustomerSip));
        Assert.Equal(486, call.Receive(Response(invite, 486), Third).Status());
        call.AssertNothingLeft();
    }

    [Fact]
    public void The_contact_of_the_highest_q_is_tried_first_and_the_others_after_a_failure()
    {
        var call = Following();

        var third = call.Receive(
            Redirect(call, 300, "<sip:1@192.0.2.21>;q=0.1, <sip:2@192.0.2.22>;q=0.9"), First).To(Third);
        Assert.Equal("sip:1@192.0.2.21:5060", call.Receive(Response(third, 503), Third).To(Second).RequestUri);
    }

    [Theory]
    [InlineData("<sip:77@198.51.100.9>")]
    [InlineData("<sip:77@evil.example>")]
    [InlineData("<sip:77@192.0.2.22:5099>")]
    [InlineData("<sip:77@192.0.2.22;transport=tcp>")]
    [InlineData("<sips:77@192.0.2.22:5060>")]
    [InlineData("<sip:192.0.2.22>")]
    [InlineData("<sip:77@192.0.2.22;maddr=198.51.100.9>")]
    [InlineData("<tel:+4930>")]
    [InlineData("<sip:77@192.0.2.10>")]
    public void What_is_no_next_hop_of_this_side_is_left_to_the_caller(string contact)
    {
        var call = Following();

        Assert.Equal(302, call.Receive(Redirect(call, 302, contact), First).Status());
        call.AssertNothingLeft();
    }

    [Fact]
    public void Redirections_in_a_circle_come_to_an_end()
    {
        var call = Following();
        var (invite, from, tries) = (call.Dial().To(First), First, 1);
        while (true)
        {
            var next = from.Equals(First) ? Second : First;
            var sent = call.Receive(Moved(invite, 302, $"<sip:77@{next.Address}>"), from);
            if (!sent.Any(m => m.To.Equals(next)))
            {
                Assert.Equal(302, sent.Status());
                break;
            }

            (invite, from) = (sent.To(next), next);
            Assert.True(++tries < 20);
        }

        Assert.Equal(8, tries);
        call.AssertNothingLeft();
    }

    private static HandmadeCall Following() => Create(pbx => pbx with { Redirects = RedirectMode.Follow });

    private static string Redirect(HandmadeCall call, int status, string contacts) =>
        Moved(call.Dial().To(First), status, contacts);

    private static string Moved(Sip.Messages.SipMessage invite, int status, string contacts) => Response(invite, status)
        .Replace("Contact: <sip:agent@192.0.2.20>", $"Contact: {contacts}", StringComparison.Ordinal);
}
