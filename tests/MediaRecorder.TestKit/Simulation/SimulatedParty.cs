using System.Collections;
using MediaRecorder.Rtp.Packets;

namespace MediaRecorder.TestKit.Simulation;

/// <summary>
/// A party that speaks with a clock of its own over a bad path, packet by packet, and then says of any recorded sample
/// how far it lies from its place: when it was spoken, plus the path's least delay. Time counts from the call's start.
/// </summary>
public sealed class SimulatedParty
{
    public const int SampleRate = 8000;

    private const double WithReportsMs = 10;
    private const double WithoutReportsMs = 20;
    // What the first packets did not tell is taken back by a sample a packet: in 6000 calls of a minute 30 senders needed more than
    // 2 s, one 5.03 s.
    private const long BeginningNs = 6_000_000_000;

    // Four reports, and what is off is taken back.
    private const long ReportsTellNs = 30_000_000_000;
    private const long ReportPeriodNs = 5_000_000_000;
    private const long StepPeriodNs = 170_000_000_000;

    // What comes so long after its place may find that its gap was given up.
    private const long PatienceNs = 160_000_000;

    private readonly PartyOptions _options;
    private readonly MarkedVoice _voice;
    private readonly Random _random;
    private readonly SimulatedPath _path;
    private readonly PriorityQueue<Flight, long> _onTheWay = new();
    private readonly BitArray _delivered;
    private readonly Dictionary<uint, long> _firstOf = [];
    private readonly int _packetSamples;
    private readonly double _nsPerSample;
    private readonly long _turnPackets;
    private readonly byte[] _buffer;
    private uint _ssrc;
    private ushort _sequence;
    private uint _timestampOffset;
    private long _heldTicks;
    private int _restarts;
    private long _next;
    private long _nextReportNs;
    private long _lost;

    public SimulatedParty(PartyOptions options, MarkedVoice voice, int seed, long lengthNs)
    {
        _options = options;
        _voice = voice;
        _random = new Random(seed);
        _path = new SimulatedPath(options.Path);
        _packetSamples = options.PacketMs * SampleRate / 1000;
        _nsPerSample = 1e9 / SampleRate / (1 + options.SkewPpm * 1e-6);
        _turnPackets = (3000 + _random.Next(5000)) / options.PacketMs;
        _buffer = new byte[RtpHeader.FixedBytes + _packetSamples];
        _delivered = new BitArray((int)(lengthNs / (options.PacketMs * 1_000_000L) * 1.01) + 100);
        _nextReportNs = options.Reports == ReportKind.None ? long.MaxValue : options.FromNs + ReportPeriodNs;
        TakeNewNumbers();
    }

    public delegate void Delivery(ReadOnlySpan<byte> packet, long arrivalNs);

    public long Sent { get; private set; }

    public long Delivered { get; private set; }

    /// <summary>Packets that never came, or have not yet.</summary>
    public long Missing => _lost + _onTheWay.Count;

    /// <summary>Of the delivered: later than the path's least delay by more than a recorder waits, or sent before the first
    /// that came of its SSRC.</summary>
    public long Tardy { get; private set; }

    /// <summary>Samples that were compared, and the farthest that one lay from its place.</summary>
    public long Compared { get; private set; }

    public double WorstMs { get; private set; }

    public double WorstAtSeconds { get; private set; }

    /// <summary>Samples farther from their place than is allowed.</summary>
    public long Outside { get; private set; }

    /// <summary>Samples that nobody said, where the packet had come.</summary>
    public long Strange { get; private set; }

    /// <summary>Sends what is due by now, and delivers what has arrived.</summary>
    public void RunTo(long nowNs, Delivery deliver)
    {
        if (_options.FromNs == long.MaxValue)
            return;
        for (long sentNs = SentNs(_next); sentNs <= nowNs; sentNs = SentNs(++_next))
            Send(_next, sentNs);
        for (; _nextReportNs <= nowNs; _nextReportNs += ReportPeriodNs)
            SendReport(_nextReportNs);
        while (_onTheWay.TryPeek(out Flight flight, out long arrivalNs) && arrivalNs <= nowNs)
        {
            _onTheWay.Dequeue();
            if (flight.Packet >= 0 && IsTardy(flight, arrivalNs))
                Tardy++;
            deliver(Packet(flight), arrivalNs);
        }
    }

    /// <summary>Compares one recorded sample with what was said.</summary>
    /// <param name="atNs">Where it lies in the recording.</param>
    public void Compare(long atNs, short recorded)
    {
        double said = (atNs - _options.FromNs - _options.Path.DelayNs) / _nsPerSample;
        long packet = (long)said / _packetSamples;
        if (packet < 1 || packet + 1 >= _delivered.Length
            || !_delivered[(int)packet - 1] || !_delivered[(int)packet] || !_delivered[(int)packet + 1]
            || IsQuiet(packet - 1) || IsQuiet(packet) || IsQuiet(packet + 1))
        {
            return;
        }

        if (!_voice.TryTell(recorded, said, out double after))
        {
            Strange += _voice.Says(recorded) ? 0 : 1;
            return;
        }

        Compared++;
        double lateMs = -after * 1000 / SampleRate;
        Outside += Math.Abs(lateMs) > AllowedMs(atNs) ? 1 : 0;
        if (Math.Abs(lateMs) <= Math.Abs(WorstMs))
            return;
        WorstMs = lateMs;
        WorstAtSeconds = atNs / 1e9;
    }

    // The contract: what is known of the sender's clock decides how near the truth is. Where a sender begins, all of its
    // first packets may have been held up, so that nothing better than the jitter is known for some seconds.
    private double AllowedMs(long atNs)
    {
        long sinceNs = Math.Min(atNs - _options.FromNs, atNs - _options.Suspended.ToNs);
        if (atNs < _options.Suspended.ToNs)
            sinceNs = atNs - _options.FromNs;
        foreach (long restartNs in _options.RestartsNs)
            sinceNs = atNs > restartNs ? Math.Min(sinceNs, atNs - restartNs) : sinceNs;
        return sinceNs switch
        {
            < BeginningNs => Math.Max(WithoutReportsMs, _options.Path.JitterNs / 1e6),
            < ReportsTellNs => WithoutReportsMs,
            _ => _options.Reports == ReportKind.Right ? WithReportsMs : WithoutReportsMs,
        };
    }

    private bool IsTardy(in Flight flight, long arrivalNs)
    {
        _firstOf.TryAdd(flight.Ssrc, flight.Packet);
        return flight.Packet < _firstOf[flight.Ssrc]
            || arrivalNs - SentNs(flight.Packet) > _options.Path.DelayNs + PatienceNs;
    }

    private long SentNs(long packet) => _options.FromNs + (long)(packet * _packetSamples * _nsPerSample);

    private bool IsQuiet(long packet) => packet % _turnPackets >= _turnPackets * (1 - _options.Pauses);

    private void Send(long packet, long sentNs)
    {
        if (sentNs >= _options.Suspended.FromNs && sentNs < _options.Suspended.ToNs)
        {
            _heldTicks += _options.StandsStill ? _packetSamples : 0;
            return;
        }

        if (_restarts < _options.RestartsNs.Count && sentNs >= _options.RestartsNs[_restarts])
        {
            _restarts++;
            TakeNewNumbers();
        }

        if (_options.SuppressesSilence && IsQuiet(packet))
            return;
        bool marker = _options.SuppressesSilence && IsQuiet(packet - 1)
            || (_options.Suspended.ToNs > 0 && sentNs - _options.Suspended.ToNs is >= 0 and < 100_000_000);
        var flight = new Flight(packet, _sequence++, TimestampOf(packet), _ssrc, marker, 0);
        Sent++;
        if (_path.IsLost(_random))
        {
            _lost++;
            return;
        }

        _onTheWay.Enqueue(flight, _path.DeliveryNs(_random, sentNs, out _));
        if (_random.NextDouble() < _options.Path.Duplicate)
            _onTheWay.Enqueue(flight, _path.DeliveryNs(_random, sentNs, out _));
    }

    private void SendReport(long atNs)
    {
        double said = (atNs - _options.FromNs) / _nsPerSample;
        uint exact = unchecked((uint)(long)said) + _timestampOffset - (uint)_heldTicks;
        long wallNs = atNs;
        uint timestamp = exact;
        switch (_options.Reports)
        {
            case ReportKind.Sloppy:
                timestamp = TimestampOf(_next - 1);
                break;
            case ReportKind.Wrong:
                timestamp = (uint)_random.NextInt64(uint.MaxValue);
                break;
            case ReportKind.Stepping:
                wallNs += atNs / StepPeriodNs % 3 * 2_500_000_000;
                break;
            case ReportKind.Blind:
                wallNs = _options.FromNs + (long)(said * 1e9 / SampleRate);
                break;
        }

        const long year2026 = 3_976_214_400;
        ulong ntp = NtpTimestamp.FromNs(year2026 * 1_000_000_000 + wallNs).Value;
        if (!_path.IsLost(_random))
        {
            _onTheWay.Enqueue(
                new Flight(-1, 0, timestamp, _ssrc, false, ntp), _path.DeliveryNs(_random, atNs, out _));
        }
    }

    private ReadOnlySpan<byte> Packet(in Flight flight)
    {
        if (flight.Packet < 0)
        {
            return _buffer.AsSpan(0, new RtcpSenderReport(
                new Ssrc(flight.Ssrc), new NtpTimestamp(flight.Ntp), new RtpTimestamp(flight.Timestamp), 0, 0)
                .WriteTo(_buffer));
        }

        int header = RtpHeader.Write(
            _buffer, PayloadType.Pcmu, flight.Marker, new SequenceNumber(flight.Sequence),
            new RtpTimestamp(flight.Timestamp), new Ssrc(flight.Ssrc));
        if (IsQuiet(flight.Packet))
            MarkedVoice.Whisper(_buffer.AsSpan(header));
        else
            _voice.Speak(flight.Packet * _packetSamples, _buffer.AsSpan(header));
        if (flight.Packet < _delivered.Length)
            _delivered[(int)flight.Packet] = true;
        Delivered++;
        return _buffer;
    }

    private uint TimestampOf(long packet) =>
        unchecked((uint)(packet * _packetSamples - _heldTicks)) + _timestampOffset;

    private void TakeNewNumbers()
    {
        _ssrc = (uint)_random.NextInt64(uint.MaxValue);
        _sequence = (ushort)_random.Next(65_536);
        _timestampOffset = (uint)_random.NextInt64(uint.MaxValue);
    }

    private readonly record struct Flight(
        long Packet, ushort Sequence, uint Timestamp, uint Ssrc, bool Marker, ulong Ntp);
}
