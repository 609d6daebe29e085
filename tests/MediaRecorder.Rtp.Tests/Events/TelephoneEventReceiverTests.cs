using MediaRecorder.Rtp.Events;
using MediaRecorder.Rtp.Packets;
using MediaRecorder.TestKit.Measurements;

namespace MediaRecorder.Rtp.Tests.Events;

public sealed class TelephoneEventReceiverTests
{
    private const long NsPerMs = KeyListener.NsPerMs;

    // REQ: C-04
    [Fact]
    public void Pause_code_is_four_presses_with_start_and_end_times()
    {
        var sender = new KeySender();
        var listener = KeyListener.Hear("#11#".SelectMany(key => sender.Press(key)));

        Assert.Equal("#11#", listener.Pressed);
        Assert.Equal(
            [
                new DigitEvent('#', 1000 * NsPerMs, DigitEdge.Pressed, 1020 * NsPerMs),
                new DigitEvent('#', 1000 * NsPerMs, DigitEdge.Released, 1100 * NsPerMs),
                new DigitEvent('1', 1200 * NsPerMs, DigitEdge.Pressed, 1220 * NsPerMs),
                new DigitEvent('1', 1200 * NsPerMs, DigitEdge.Released, 1300 * NsPerMs),
            ],
            listener.Edges.Take(4));
        listener.AssertWellFormed();
        Assert.Equal(4, listener.Receiver.PressedKeys);
        Assert.Equal(4 * 6, listener.Receiver.RepeatedPackets);
    }

    // REQ: C-04
    [Theory]
    [InlineData(false, 20)]
    [InlineData(false, 50)]
    [InlineData(true, 20)]
    public void Pause_code_survives_every_choice_of_lost_packets_of_each_key(bool restamps, int updateMs)
    {
        // 7 packets a key: every non-empty set of survivors, the same for all four keys.
        for (var survivors = 1; survivors < 128; survivors++)
        {
            var sender = new KeySender(restamps: restamps, updateMs: updateMs);
            var heard = "#11#".SelectMany(key => sender.Press(key).Where((_, i) => ((survivors >> i) & 1) != 0));
            var listener = KeyListener.Hear(heard);

            Assert.True(listener.Pressed == "#11#", $"survivors {survivors:b7}: {listener.Pressed}");
            listener.AssertWellFormed();
        }
    }

    [Fact]
    public void Start_of_a_key_whose_first_packets_were_lost_is_told_from_the_duration()
    {
        var press = new KeySender().Press('5');

        Assert.Equal(1000 * NsPerMs, KeyListener.Hear(press.Skip(3)).Edges[0].StartNs);
    }

    [Fact]
    public void Start_never_reaches_back_into_the_key_before()
    {
        var first = new KeySender().Press('5');
        var absurd = new TimedPacket(1300, '6', 77, ushort.MaxValue);
        var listener = KeyListener.Hear([.. first, absurd]);

        Assert.Equal(1100 * NsPerMs, listener.Edges[2].StartNs);
        listener.AssertWellFormed();
    }

    // REQ: C-04
    [Fact]
    public void Without_any_end_packet_silence_releases_the_key()
    {
        var listener = new KeyListener();
        listener.Receive(new KeySender().Press('7').Where(p => !p.End));

        Assert.Equal(1080 * NsPerMs + TelephoneEventReceiver.SilenceNs, listener.Receiver.NextDeadlineNs);
        Assert.False(listener.Receiver.OnDeadline(listener.Receiver.NextDeadlineNs - 1, out _));
        Assert.True(listener.Receiver.OnDeadline(listener.Receiver.NextDeadlineNs, out var released));
        Assert.Equal(new DigitEvent('7', 1000 * NsPerMs, DigitEdge.Released, 1080 * NsPerMs), released);
        Assert.Equal(long.MaxValue, listener.Receiver.NextDeadlineNs);
        Assert.False(listener.Receiver.OnDeadline(long.MaxValue, out _));
    }

    [Fact]
    public void Late_driver_finds_the_silence_out_at_the_next_packet()
    {
        var sender = new KeySender();
        var first = sender.Press('7', gapUpdates: 20).First();
        var second = sender.Press('8').First();
        var receiver = new TelephoneEventReceiver();

        Assert.True(Receive(receiver, first, out var digit));
        Assert.True(Receive(receiver, second, out digit));
        Assert.Equal(('7', DigitEdge.Released), (digit.Digit, digit.Edge));
        Assert.True(receiver.TryTake(out digit));
        Assert.Equal(('8', DigitEdge.Pressed), (digit.Digit, digit.Edge));
        Assert.False(receiver.TryTake(out _));
    }

    [Fact]
    public void Next_key_releases_the_one_before_when_its_end_was_lost()
    {
        var sender = new KeySender();
        var heard = sender.Press('1', gapUpdates: 3).Where(p => !p.End).Concat(sender.Press('2'));
        var listener = KeyListener.Hear(heard);

        Assert.Equal("12", listener.Pressed);
        Assert.Equal(new DigitEvent('1', 1000 * NsPerMs, DigitEdge.Released, 1080 * NsPerMs), listener.Edges[1]);
    }

    // REQ: C-04
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Gap_in_the_middle_of_a_key_longer_than_the_silence_makes_no_second_press(bool restamps)
    {
        var press = new KeySender(restamps: restamps).Press('1', updates: 40);
        var listener = KeyListener.Hear(press.Where((_, i) => i is < 5 or > 25));

        Assert.Equal("1", listener.Pressed);
    }

    // REQ: C-04
    [Fact]
    public void Late_repeated_end_of_a_finished_key_does_not_end_or_repeat_the_next_one()
    {
        var sender = new KeySender();
        var first = sender.Press('1', gapUpdates: 3);
        var second = sender.Press('1', updates: 10);
        first[^1] = first[^1] with { ArrivalMs = second[3].ArrivalMs + 1 };
        var listener = KeyListener.Hear([.. first, .. second]);

        Assert.Equal("11", listener.Pressed);
        Assert.Equal(200 * NsPerMs, listener.Edges[3].EndNs - listener.Edges[3].StartNs);
    }

    // REQ: C-04
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Any_two_neighbours_may_be_swapped(bool restamps)
    {
        for (var at = 0; at < 4 * 7 - 1; at++)
        {
            var sender = new KeySender(restamps: restamps);
            var heard = "#11#".SelectMany(key => sender.Press(key, gapUpdates: 3)).ToArray();
            (heard[at], heard[at + 1]) = heard[at].OvertakenBy(heard[at + 1]);

            Assert.Equal("#11#", KeyListener.Hear(heard).Pressed);
        }
    }

    // REQ: C-04
    [Fact]
    public void Start_packet_repeated_three_times_is_one_press()
    {
        var press = new KeySender().Press('*');
        var repeated = press[0] with { Sequence = 65529 };
        var again = press[0] with { Marker = true, Sequence = 65528 };

        Assert.Equal("*", KeyListener.Hear([again, repeated, .. press]).Pressed);
    }

    // REQ: C-04
    [Fact]
    public void Keys_back_to_back_without_a_pause_are_told_apart_by_their_timestamps()
    {
        var sender = new KeySender();
        var heard = "1221".SelectMany(key => sender.Press(key, gapUpdates: 0).Take(5));

        Assert.Equal("1221", KeyListener.Hear(heard).Pressed);
    }

    [Theory]
    [InlineData(8000)]
    [InlineData(16000)]
    [InlineData(48000)]
    public void Durations_are_in_ticks_of_the_given_clock_rate(int clockRate)
    {
        var listener = KeyListener.Hear(new KeySender(clockRate).Press('9').Skip(2));

        Assert.Equal(1000 * NsPerMs, listener.Edges[1].StartNs);
        Assert.Equal(1100 * NsPerMs, listener.Edges[1].EndNs);
    }

    // RFC 4733 §2.1 with RFC 7160: a call that goes from G.711 to Opus changes the payload type of its events, too.
    [Fact]
    public void Keys_of_several_clock_rates_on_one_leg_have_their_own_units()
    {
        var narrow = new KeySender(8000);
        var wide = new KeySender(48000);
        wide.Press('0');
        var heard = narrow.Press('1').Skip(2).Concat(wide.Press('2').Skip(2));

        var listener = KeyListener.Hear(heard);

        listener.AssertWellFormed();
        Assert.Equal("12", listener.Pressed);
        Assert.Equal([1000, 1100, 1200, 1300], listener.Edges.Select(edge =>
            (edge.Edge == DigitEdge.Pressed ? edge.StartNs : edge.EndNs) / NsPerMs));
    }

    [Fact]
    public void Change_of_the_clock_rate_within_a_key_releases_it_and_presses_another()
    {
        TimedPacket[] heard =
        [
            new(1020, '1', 5000, 160, Marker: true, Sequence: 1),
            new(1040, '1', 5000, 320, Sequence: 2, ClockRate: 16000),
        ];

        var listener = KeyListener.Hear(heard);

        listener.AssertWellFormed();
        Assert.Equal("11", listener.Pressed);
    }

    [Theory]
    [InlineData(8000)]
    [InlineData(16000)]
    [InlineData(48000)]
    public void Next_key_that_begins_among_the_repeated_ends_of_the_one_before_is_pressed_once(int clockRate)
    {
        var sender = new KeySender(clockRate);
        var first = sender.Press('1', updates: 5, gapUpdates: 0);
        var second = sender.Press('1', updates: 5);
        // Three ends of the first, at 1100, 1120 and 1140 ms; the second goes down at 1100.
        var listener = KeyListener.Hear(first.Concat(second));

        listener.AssertWellFormed();
        Assert.Equal("11", listener.Pressed);
        Assert.Equal(1100 * NsPerMs, listener.Edges[2].StartNs);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Key_held_for_20_seconds_in_segments_is_one_press(int lostAroundTheSegment)
    {
        // RFC 4733 §2.5.1.3: the next segment starts where the last one ended, without marker and without end bit.
        var packets = new List<TimedPacket>();
        const int segmentTicks = 409 * 160;
        for (var i = 1; i <= 1000; i++)
        {
            var segment = (i - 1) / 409;
            var within = i - (409 * segment);
            if (segment > 0 && within <= lostAroundTheSegment)
                continue;
            if (within > 409 - lostAroundTheSegment)
                continue;
            packets.Add(new TimedPacket(
                1000 + (20 * i),
                '0',
                (uint)(5000 + (segment * segmentTicks)),
                within * 160,
                End: i == 1000,
                Marker: i == 1,
                Sequence: (ushort)i));
        }
        var listener = KeyListener.Hear(packets);

        Assert.Equal("0", listener.Pressed);
        // Silence of 6 lost packets (140 ms) is past the limit, so then only the first segment is told.
        var expectedMs = lostAroundTheSegment == 0 ? 20_000 : 406 * 20;
        Assert.Equal(expectedMs * NsPerMs, listener.Edges[1].EndNs - listener.Edges[1].StartNs);
    }

    [Fact]
    public void Sender_that_cuts_a_segment_every_packet_is_one_press_of_the_whole_length()
    {
        var packets = Enumerable.Range(1, 5)
            .Select(i => new TimedPacket(1000 + (20 * i), '3', (uint)(160 * i), 160, i == 5, i == 1, (ushort)i));
        var listener = KeyListener.Hear(packets);

        Assert.Equal("3", listener.Pressed);
        Assert.Equal(1100 * NsPerMs, listener.Edges[1].EndNs);
    }

    [Fact]
    public void Restamped_key_has_its_true_length()
    {
        var listener = KeyListener.Hear(new KeySender(restamps: true).Press('3'));

        Assert.Equal(new DigitEvent('3', 1000 * NsPerMs, DigitEdge.Released, 1100 * NsPerMs), listener.Edges[1]);
        Assert.Equal(2, listener.Edges.Count);
    }

    [Fact]
    public void Same_key_twice_under_a_clock_that_stands_still_is_two_presses()
    {
        var sender = new KeySender();
        var heard = "11".SelectMany(key => sender.Press(key)).Select(p => p with { Timestamp = 4711 });

        Assert.Equal("11", KeyListener.Hear(heard).Pressed);
    }

    [Fact]
    public void Same_timestamp_means_another_key_when_the_code_or_the_source_differs()
    {
        var first = new TimedPacket(1000, '1', 500, 160, End: true);

        Assert.Equal("12", KeyListener.Hear([first, first with { ArrivalMs = 1200, Digit = '2' }]).Pressed);
        Assert.Equal("11", KeyListener.Hear([first, first with { ArrivalMs = 1200, Ssrc = 9 }]).Pressed);
    }

    [Fact]
    public void Old_key_is_forgotten_after_five_seconds()
    {
        var first = new TimedPacket(1000, '1', 500, 160, End: true);

        Assert.Equal("1", KeyListener.Hear([first, first with { ArrivalMs = 6000 }]).Pressed);
        Assert.Equal("11", KeyListener.Hear([first, first with { ArrivalMs = 6001 }]).Pressed);
    }

    [Fact]
    public void Flash_and_short_payloads_are_counted_and_press_nothing()
    {
        var receiver = new TelephoneEventReceiver();
        var packet = new TimedPacket(1000, '1', 0, 160).ToBytes();
        packet[RtpHeader.FixedBytes] = 16;

        Assert.True(RtpHeader.TryParse(packet, out var flash, out _));
        Assert.False(receiver.Receive(flash, 8000, 0, out _));
        Assert.True(RtpHeader.TryParse(packet.AsSpan(0, 15), out var cut, out _));
        Assert.False(receiver.Receive(cut, 8000, 0, out _));
        Assert.Equal((1, 1, 0), (receiver.OtherEventPackets, receiver.MalformedPackets, receiver.PressedKeys));
    }

    [Fact]
    public void Random_packets_never_throw_and_edges_stay_paired()
    {
        var random = new Random(11);
        var listener = new KeyListener();
        for (var i = 0; i < 50_000; i++)
        {
            listener.Receive([new TimedPacket(
                i * 7L,
                "0123456789*#ABCD"[random.Next(4)],
                (uint)random.Next(3) * 65_535u,
                random.Next(65_536),
                random.Next(5) == 0,
                random.Next(5) == 0,
                (ushort)random.Next(65_536))]);
        }
        listener.PassUntil(long.MaxValue - 1);
        listener.AssertWellFormed();
        Assert.True(listener.Receiver.PressedKeys > 100);
    }

    [Fact]
    public void Receiving_allocates_nothing()
    {
        var receiver = new TelephoneEventReceiver();
        var sender = new KeySender();
        var packets = "#11#".SelectMany(key => sender.Press(key))
            .Select(p => (p.ArrivalMs, Bytes: p.ToBytes()))
            .ToArray();
        long turnNs = 0;

        Assert.Equal(0, Allocations.Of(() =>
        {
            turnNs += 60_000 * NsPerMs;
            foreach (var (arrivalMs, bytes) in packets)
            {
                Assert.True(RtpHeader.TryParse(bytes, out var header, out _));
                for (var any = receiver.Receive(header, 8000, turnNs + (arrivalMs * NsPerMs), out _); any;)
                    any = receiver.TryTake(out _);
            }
            receiver.OnDeadline(turnNs + (30_000 * NsPerMs), out _);
        }));
        Assert.Equal(12, receiver.PressedKeys);
    }

    private static bool Receive(TelephoneEventReceiver receiver, TimedPacket packet, out DigitEvent digit)
    {
        Assert.True(RtpHeader.TryParse(packet.ToBytes(), out var header, out _));
        return receiver.Receive(header, packet.ClockRate, packet.ArrivalMs * NsPerMs, out digit);
    }
}
