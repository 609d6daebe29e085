using System.Buffers.Binary;
using System.Net;
using MediaRecorder.TestKit.Simulation;

namespace MediaRecorder.Sip.Tests.TestKit;

public sealed class SimulatedNetworkTests
{
    private const int Datagrams = 20_000;

    private static readonly IPEndPoint A = new(IPAddress.Parse("192.0.2.1"), 4000);
    private static readonly IPEndPoint B = new(IPAddress.Parse("192.0.2.2"), 4000);

    [Fact]
    public void A_datagram_arrives_after_the_delay_and_not_before()
    {
        var (network, ear) = Create(new NetworkConditions { DelayNs = 30_000_000 });
        network.Send(A, B, [1, 2, 3, 4]);
        network.RunUntil(29_999_999);
        Assert.Empty(ear.Heard);
        network.RunUntil(30_000_000);
        Assert.Equal(30_000_000, Assert.Single(ear.Heard).AtNs);
        Assert.Equal(30_000_000, network.NowNs);
    }

    [Fact]
    public void Jitter_alone_never_changes_the_order()
    {
        var ear = SendMany(new NetworkConditions { DelayNs = 5_000_000, JitterNs = 200_000_000 }, out _);
        Assert.Equal(Enumerable.Range(0, Datagrams), ear.Heard.Select(heard => heard.Number));
        Assert.True(ear.Heard.Select(heard => heard.AtNs - (heard.Number * 20_000_000L)).Max() > 100_000_000);
    }

    [Theory]
    [InlineData(0.05, 1)]
    [InlineData(0.05, 4)]
    [InlineData(0.3, 10)]
    public void Loss_has_the_fraction_and_the_burst_length_asked_for(double loss, double burst)
    {
        var ear = SendMany(new NetworkConditions { Loss = loss, MeanBurstDatagrams = burst }, out var network);
        Assert.Equal(Datagrams, network.Lost + ear.Heard.Count);
        // 20000 datagrams make at least 250 bursts; four standard errors of their number and length are under 30 %.
        Assert.InRange(network.Lost / (double)Datagrams, 0.7 * loss, 1.3 * loss);
        var bursts = ear.Heard.Zip(ear.Heard.Skip(1)).Count(pair => pair.Second.Number > pair.First.Number + 1);
        Assert.InRange(network.Lost / (double)bursts, 0.7 * burst, 1.3 * Math.Max(burst, 1 / (1 - loss)));
    }

    [Fact]
    public void Datagrams_held_back_are_overtaken_and_duplicates_come_twice()
    {
        var conditions = new NetworkConditions { Reorder = 0.1, ReorderDelayNs = 50_000_000, Duplicate = 0.05 };
        var ear = SendMany(conditions, out var network);
        Assert.Equal(Datagrams + network.Duplicated, ear.Heard.Count);
        Assert.InRange(network.Duplicated, 800, 1200);
        Assert.InRange(network.HeldBack, 1800, 2400);
        // Held back 50 ms at 20 ms a datagram: two or three of those behind it pass.
        var late = ear.Heard.Zip(ear.Heard.Skip(1)).Count(pair => pair.Second.Number < pair.First.Number);
        Assert.InRange(late, 1500, 2400);
    }

    [Fact]
    public void The_same_seed_gives_the_same_run()
    {
        var first = SendMany(NetworkConditions.Poor, out _);
        var second = SendMany(NetworkConditions.Poor, out _);
        Assert.Equal(first.Heard, second.Heard);
    }

    [Fact]
    public void Targeted_loss_takes_the_next_matches_and_no_more()
    {
        var (network, ear) = Create(NetworkConditions.Perfect);
        network.Drop(datagram => datagram.Bytes.Span[3] % 2 == 1, count: 2);
        for (byte i = 0; i < 8; i++)
            network.Send(A, B, [0, 0, 0, i]);
        network.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal([0, 2, 4, 5, 6, 7], ear.Heard.Select(heard => heard.Number));
        Assert.Equal(2, network.Lost);
    }

    [Fact]
    public void Conditions_hold_for_one_direction_and_from_now_on()
    {
        var (network, ear) = Create(NetworkConditions.Perfect);
        network.SetConditions(A, B, new NetworkConditions { Loss = 1 });
        network.Send(A, B, [0, 0, 0, 1]);
        network.Send(B, B, [0, 0, 0, 2]);
        network.SetConditions(A, B, NetworkConditions.Perfect);
        network.Send(A, B, [0, 0, 0, 3]);
        network.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal([2, 3], ear.Heard.Select(heard => heard.Number));
    }

    [Fact]
    public void Nobody_at_the_address_is_counted()
    {
        var (network, _) = Create(NetworkConditions.Perfect);
        network.Send(B, A, [1]);
        network.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal((0L, 1L), (network.Delivered, network.Unreachable));
    }

    [Fact]
    public void Deadlines_fire_at_their_instant_even_when_moved_from_outside()
    {
        var (network, ear) = Create(NetworkConditions.Perfect);
        ear.NextDeadlineNs = 500;
        network.RunUntil(100);
        ear.NextDeadlineNs = 300;
        network.RunUntil(1000);
        Assert.Equal([300L], ear.Fired);
        Assert.True(network.RunUntil(() => network.NowNs == 1000, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void A_node_that_never_lets_time_pass_is_reported()
    {
        var (network, ear) = Create(NetworkConditions.Perfect);
        ear.IsStuck = true;
        ear.NextDeadlineNs = 10;
        Assert.Throws<InvalidOperationException>(() => network.RunUntil(20));
    }

    private static (SimulatedNetwork Network, Ear Ear) Create(NetworkConditions conditions)
    {
        var network = new SimulatedNetwork(42, conditions);
        var ear = new Ear();
        network.Attach(ear, B);
        return (network, ear);
    }

    private static Ear SendMany(NetworkConditions conditions, out SimulatedNetwork network)
    {
        (network, var ear) = Create(conditions);
        Span<byte> bytes = stackalloc byte[4];
        for (var i = 0; i < Datagrams; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes, i);
            network.Send(A, B, bytes);
            network.RunUntil((i + 1) * 20_000_000L);
        }

        network.RunFor(TimeSpan.FromSeconds(2));
        return ear;
    }

    private sealed class Ear : ISimulatedNode
    {
        public List<(int Number, long AtNs)> Heard { get; } = [];

        public List<long> Fired { get; } = [];

        public bool IsStuck { get; set; }

        public long NextDeadlineNs { get; set; } = long.MaxValue;

        public void Receive(ReadOnlySpan<byte> datagram, IPEndPoint source, IPEndPoint destination, long nowNs) =>
            Heard.Add((BinaryPrimitives.ReadInt32BigEndian(datagram), nowNs));

        public void OnDeadline(long nowNs)
        {
            Fired.Add(nowNs);
            if (!IsStuck)
                NextDeadlineNs = long.MaxValue;
        }
    }
}
