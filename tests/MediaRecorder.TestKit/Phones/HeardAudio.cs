using MediaRecorder.Audio.Codecs;
using MediaRecorder.Rtp.Events;
using MediaRecorder.Rtp.Packets;
using MediaRecorder.TestKit.Wav;

namespace MediaRecorder.TestKit.Phones;

/// <summary>
/// An RTP sink that plays nothing and keeps everything: packets in the order of arrival, and the keys pressed at the
/// other end. It neither reorders nor conceals, so that a test sees what the network did. One owner.
/// </summary>
public sealed class HeardAudio
{
    private const int SampleRate = 8000;

    private readonly PayloadType _eventPayloadType;
    private readonly TelephoneEventReceiver _keys = new();
    private readonly List<HeardPacket> _packets = [];
    private readonly List<DigitEvent> _keyEdges = [];

    /// <param name="eventPayloadType">Payload type of telephone-event/8000.</param>
    public HeardAudio(PayloadType eventPayloadType) => _eventPayloadType = eventPayloadType;

    public long NextDeadlineNs => _keys.NextDeadlineNs;

    public IReadOnlyList<HeardPacket> Packets => _packets;

    /// <summary>Every press and release, each once however often its packets were repeated.</summary>
    public IReadOnlyList<DigitEvent> KeyEdges => _keyEdges;

    /// <summary>The keys pressed so far, in order.</summary>
    public string Keys =>
        string.Concat(_keyEdges.Where(edge => edge.Edge == DigitEdge.Pressed).Select(edge => edge.Digit));

    /// <summary>Packets of the event payload type, repetitions included.</summary>
    public int EventPackets { get; private set; }

    /// <summary>Datagrams that were no RTP, or of a payload type this sink cannot decode.</summary>
    public int OtherPackets { get; private set; }

    public void Receive(ReadOnlySpan<byte> datagram, long nowNs)
    {
        if (PacketClassifier.Classify(datagram) != PacketKind.Rtp
            || !RtpHeader.TryParse(datagram, out var header, out _))
        {
            OtherPackets++;
        }
        else if (header.PayloadType == _eventPayloadType)
        {
            EventPackets++;
            KeepEdges(_keys.Receive(header, SampleRate, nowNs, out var edge), edge);
        }
        else if (header.PayloadType == PayloadType.Pcmu || header.PayloadType == PayloadType.Pcma)
        {
            var samples = new short[header.Payload.Length];
            if (header.PayloadType == PayloadType.Pcmu)
                MuLaw.Decode(header.Payload, samples);
            else
                ALaw.Decode(header.Payload, samples);
            _packets.Add(new HeardPacket(
                nowNs, header.Ssrc, header.SequenceNumber, header.Timestamp, header.PayloadType, samples));
        }
        else
        {
            OtherPackets++;
        }
    }

    public void OnDeadline(long nowNs) => KeepEdges(_keys.OnDeadline(nowNs, out var edge), edge);

    /// <summary>
    /// The samples of the packets that arrived from the first instant to before the second, end to end.
    /// </summary>
    public short[] Samples(long fromNs = long.MinValue, long toNs = long.MaxValue) =>
        [.. _packets.Where(packet => packet.ArrivalNs >= fromNs && packet.ArrivalNs < toNs)
            .SelectMany(packet => packet.Samples)];

    public double PowerDbfs(long fromNs, long toNs) => AudioLevel.PowerDbfs(Samples(fromNs, toNs));

    public double TonePowerDbfs(double hz, long fromNs, long toNs) =>
        AudioLevel.TonePowerDbfs(Samples(fromNs, toNs), hz, SampleRate);

    private void KeepEdges(bool any, DigitEvent edge)
    {
        for (; any; any = _keys.TryTake(out edge))
            _keyEdges.Add(edge);
    }
}
