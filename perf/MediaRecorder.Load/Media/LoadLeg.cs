using System.Net;
using MediaRecorder.Load.Marks;
using MediaRecorder.Load.Sockets;
using MediaRecorder.Net;
using MediaRecorder.Rtp.Packets;

namespace MediaRecorder.Load.Media;

/// <summary>
/// One end of a call: sends a marked packet each 20 ms and accounts for what comes in. Owner: LoadWorker.
/// </summary>
internal sealed class LoadLeg(int number, IPEndPoint local, LegSocket socket, MediaPlan plan, MediaCounts counts)
    : IDisposable
{
    private const int PacketBytes = RtpHeader.FixedBytes + SpeechLoop.SamplesPerPacket;

    private readonly byte[] _packet = new byte[PacketBytes];
    private readonly byte[] _speech = number % 2 == 0 ? plan.CallerSpeech : plan.CalleeSpeech;
    private readonly SentPackets _sent = new();

    // Spread over their ranges, so that wrap-around of each happens in any run of many calls.
    private readonly Ssrc _ssrc = new(0x9E3779B9u * (uint)(number + 1));
    private SequenceNumber _sequenceNumber = new((ushort)(number * 7919));
    private RtpTimestamp _timestamp = new(0x85EBCA6Bu * (uint)(number + 1));

    private SocketEndpoint _destination;
    private int _speechAt = (int)((long)number * 29 * SpeechLoop.SamplesPerPacket % plan.CallerSpeech.Length);
    private int _nextNumber;
    private int _newestReceived = -1;

    /// <summary>Call × 2, plus 1 for the callee: the leg id of its marks.</summary>
    public int Number { get; } = number;

    public IPEndPoint Local { get; } = local;

    public Ssrc Ssrc => _ssrc;

    public bool IsSending { get; private set; }

    /// <summary>Marks of the packets that a recording must hold; −1 before the first.</summary>
    public int FirstCounted { get; private set; } = -1;

    public int LastCounted { get; private set; } = -1;

    /// <summary>Packets from <see cref="FirstCounted"/> to <see cref="LastCounted"/> that really were sent.</summary>
    public int Counted { get; private set; }

    public void StartSending(IPEndPoint destination)
    {
        _destination = SocketEndpoint.From(destination);
        IsSending = true;
    }

    public void StopSending() => IsSending = false;

    /// <param name="counted">Whether its loss counts.</param>
    public void Send(bool counted)
    {
        var isFirst = _nextNumber == 0;
        RtpHeader.Write(_packet, plan.PayloadType, isFirst, _sequenceNumber, _timestamp, _ssrc);
        var payload = _packet.AsSpan(RtpHeader.FixedBytes);
        _speech.AsSpan(_speechAt, SpeechLoop.SamplesPerPacket).CopyTo(payload);
        plan.Marks.Write(payload, new PacketMark(Number, _nextNumber));

        // Remembered before it is sent: on loopback it can be through the recorder before sendto returns.
        _sent.Add(_nextNumber, plan.Sockets.NowNs, counted);
        if (socket.TrySend(_packet, _destination))
            CountSent(counted);
        else
            counts.SendErrors++;

        _sequenceNumber = _sequenceNumber.Plus(1);
        _timestamp = _timestamp.Plus(SpeechLoop.SamplesPerPacket);
        _nextNumber = (_nextNumber + 1) & PacketMark.LargestNumber;
        _speechAt = (_speechAt + SpeechLoop.SamplesPerPacket) % _speech.Length;
    }

    /// <summary>Takes all that has arrived.</summary>
    /// <param name="legs">All legs by number: a mark names the sender.</param>
    public void Receive(ArrivalBatch batch, LoadLeg[] legs)
    {
        int count;
        do
        {
            count = socket.Receive(batch);
            for (var i = 0; i < count; i++)
                Take(batch[i], batch.ArrivalNs(i), legs);
        }
        while (count == ArrivalBatch.Capacity);
    }

    public void Dispose() => socket.Dispose();

    private void CountSent(bool counted)
    {
        counts.Sent++;
        if (!counted)
            return;
        counts.CountedSent++;
        Counted++;
        LastCounted = _nextNumber;
        if (FirstCounted < 0)
            FirstCounted = _nextNumber;
    }

    private void Take(ReadOnlySpan<byte> packet, long arrivalNs, LoadLeg[] legs)
    {
        if (PacketClassifier.Classify(packet) == PacketKind.Rtcp)
            return;

        counts.Received++;
        if (!RtpHeader.TryParse(packet, out var header, out _) || header.PayloadType != plan.PayloadType ||
            !plan.Marks.TryRead(header.Payload, out var mark))
        {
            counts.Unmarked++;
            return;
        }

        if (mark.Leg != (Number ^ 1))
        {
            counts.Crossed++;
            return;
        }

        switch (legs[mark.Leg]._sent.Deliver(mark.Number, out var sentNs))
        {
            case Delivery.Counted:
                counts.CountedReceived++;
                counts.Latency.Add(arrivalNs - sentNs);
                if (mark.Number < _newestReceived)
                    counts.Reordered++;
                _newestReceived = mark.Number;
                break;
            case Delivery.Duplicate:
                counts.Duplicates++;
                break;
            case Delivery.Stale:
                counts.Stale++;
                break;
        }
    }
}
