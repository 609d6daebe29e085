using System.Net;

namespace MediaRecorder.TestKit.Simulation;

/// <summary>
/// A seeded datagram network in virtual time, and the loop that runs everything attached to it. The same seed, nodes
/// and sends give the same run. Owned by the test's thread. One event costs O(log n) in datagrams and nodes.
/// </summary>
public sealed class SimulatedNetwork
{
    private readonly Random _random;
    private readonly NetworkConditions _conditions;
    private readonly Dictionary<IPEndPoint, ISimulatedNode> _addresses = [];
    private readonly Dictionary<(IPEndPoint From, IPEndPoint To), SimulatedPath> _paths = [];
    private readonly PriorityQueue<SimulatedDatagram, (long AtNs, long Order)> _onTheWay = new();
    private readonly Dictionary<ISimulatedNode, long> _armedNs = [];
    private readonly PriorityQueue<ISimulatedNode, long> _deadlines = new();
    private readonly List<TargetedLoss> _targetedLosses = [];
    private long _order;

    public SimulatedNetwork(int seed, NetworkConditions? conditions = null, long startNs = 0)
    {
        _random = new Random(seed);
        _conditions = conditions ?? NetworkConditions.Perfect;
        NowNs = startNs;
    }

    public long NowNs { get; private set; }

    public long Sent { get; private set; }

    public long Delivered { get; private set; }

    /// <summary>Lost by the conditions or by <see cref="Drop"/>.</summary>
    public long Lost { get; private set; }

    public long Duplicated { get; private set; }

    /// <summary>Held back so that others could overtake them.</summary>
    public long HeldBack { get; private set; }

    /// <summary>Arrived at an address where nobody is attached.</summary>
    public long Unreachable { get; private set; }

    /// <summary>Sees every datagram at the instant it is sent, lost ones too.</summary>
    public Action<SimulatedDatagram>? OnSent { get; set; }

    public void Attach(ISimulatedNode node, params ReadOnlySpan<IPEndPoint> addresses)
    {
        foreach (var address in addresses)
            _addresses.Add(address, node);
        if (_armedNs.TryAdd(node, long.MaxValue))
            Rearm(node);
    }

    /// <summary>Datagrams to this address are unreachable from now on; the node keeps its deadlines.</summary>
    public void Detach(IPEndPoint address) => _addresses.Remove(address);

    /// <summary>From now on this direction behaves so; what is on its way is not affected.</summary>
    public void SetConditions(IPEndPoint from, IPEndPoint to, NetworkConditions conditions) =>
        PathOf(from, to).Conditions = conditions;

    /// <summary>
    /// Loses the next <paramref name="count"/> datagrams that match, besides what the conditions lose.
    /// </summary>
    public void Drop(Predicate<SimulatedDatagram> match, int count = 1) =>
        _targetedLosses.Add(new TargetedLoss(match, count));

    public void Send(IPEndPoint source, IPEndPoint destination, ReadOnlySpan<byte> bytes)
    {
        var datagram = new SimulatedDatagram(source, destination, bytes.ToArray(), NowNs);
        Sent++;
        OnSent?.Invoke(datagram);
        var path = PathOf(source, destination);
        if (IsTargeted(datagram) || path.IsLost(_random))
        {
            Lost++;
            return;
        }

        Enqueue(datagram, path);
        if (_random.NextDouble() >= path.Conditions.Duplicate)
            return;
        Duplicated++;
        Enqueue(datagram, path);
    }

    public void RunFor(TimeSpan span) => RunUntil(NowNs + (span.Ticks * TimeSpan.NanosecondsPerTick));

    /// <summary>
    /// Delivers and fires everything due until the instant (inclusive), which then is <see cref="NowNs"/>.
    /// </summary>
    public void RunUntil(long instantNs) => RunUntil(instantNs, static () => false);

    /// <summary>
    /// Runs until the condition holds (checked before the first and after each event) or the instant is reached.
    /// </summary>
    /// <returns>True when the condition held.</returns>
    public bool RunUntil(long instantNs, Func<bool> condition)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(instantNs, NowNs);
        RearmAll();
        while (!condition())
        {
            if (!Step(instantNs))
            {
                NowNs = instantNs;
                return false;
            }
        }

        return true;
    }

    /// <summary>Runs until the condition holds or the span is over.</summary>
    public bool RunUntil(Func<bool> condition, TimeSpan within) =>
        RunUntil(NowNs + (within.Ticks * TimeSpan.NanosecondsPerTick), condition);

    private bool Step(long untilNs)
    {
        var deliveryNs = _onTheWay.TryPeek(out _, out var key) ? key.AtNs : long.MaxValue;
        var deadlineNs = NextDeadlineNs();
        var nextNs = Math.Min(deliveryNs, deadlineNs);
        if (nextNs > untilNs || nextNs == long.MaxValue)
            return false;
        NowNs = Math.Max(NowNs, nextNs);
        if (deliveryNs <= deadlineNs)
            Deliver(_onTheWay.Dequeue());
        else
            Fire(_deadlines.Dequeue());
        return true;
    }

    private void Deliver(SimulatedDatagram datagram)
    {
        if (!_addresses.TryGetValue(datagram.Destination, out var node))
        {
            Unreachable++;
            return;
        }

        Delivered++;
        node.Receive(datagram.Bytes.Span, datagram.Source, datagram.Destination, NowNs);
        Rearm(node);
    }

    private void Fire(ISimulatedNode node)
    {
        _armedNs[node] = long.MaxValue;
        node.OnDeadline(NowNs);
        if (node.NextDeadlineNs <= NowNs)
            throw new InvalidOperationException($"{node} at {NowNs} ns still wants {node.NextDeadlineNs} ns: it would never end.");
        Rearm(node);
    }

    // The queue keeps overtaken entries; an entry counts only while it is the node's armed deadline.
    private long NextDeadlineNs()
    {
        while (_deadlines.TryPeek(out var node, out var atNs))
        {
            if (_armedNs[node] == atNs)
                return atNs;
            _deadlines.Dequeue();
        }

        return long.MaxValue;
    }

    private void Rearm(ISimulatedNode node)
    {
        var atNs = node.NextDeadlineNs;
        if (_armedNs[node] == atNs)
            return;
        _armedNs[node] = atNs;
        if (atNs != long.MaxValue)
            _deadlines.Enqueue(node, atNs);
    }

    // Between runs the test calls its nodes directly, which the network does not see.
    private void RearmAll()
    {
        foreach (var node in _armedNs.Keys)
            Rearm(node);
    }

    private void Enqueue(SimulatedDatagram datagram, SimulatedPath path)
    {
        var atNs = path.DeliveryNs(_random, NowNs, out var heldBack);
        if (heldBack)
            HeldBack++;
        _onTheWay.Enqueue(datagram, (atNs, _order++));
    }

    private bool IsTargeted(SimulatedDatagram datagram)
    {
        foreach (var loss in _targetedLosses)
        {
            if (!loss.Match(datagram))
                continue;
            if (--loss.Remaining == 0)
                _targetedLosses.Remove(loss);
            return true;
        }

        return false;
    }

    private SimulatedPath PathOf(IPEndPoint from, IPEndPoint to)
    {
        if (!_paths.TryGetValue((from, to), out var path))
            _paths[(from, to)] = path = new SimulatedPath(_conditions);
        return path;
    }

    private sealed class TargetedLoss(Predicate<SimulatedDatagram> match, int remaining)
    {
        public Predicate<SimulatedDatagram> Match { get; } = match;

        public int Remaining { get; set; } = remaining;
    }
}
