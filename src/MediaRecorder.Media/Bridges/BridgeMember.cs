using System.Diagnostics.CodeAnalysis;
using MediaRecorder.Rtp.Reordering;

namespace MediaRecorder.Media.Bridges;

/// <summary>
/// One party of a bridge: what is heard of it and what it is told. Made by the SipWorker, then owned by the MediaWorker of its
/// leg, which disposes of it.
/// </summary>
internal sealed class BridgeMember : IDisposable
{
    private readonly BridgeVoice _voice;
    private readonly MemberMouth _mouth;
    private readonly short[] _frame = new short[Bridge.TickSamples];
    private MemberEar? _ear;
    private bool _isHeard;

    private BridgeMember(Bridge bridge, BridgeVoice voice, MemberMouth mouth)
    {
        Bridge = bridge;
        _voice = voice;
        _mouth = mouth;
    }

    public Bridge Bridge { get; }

    /// <summary>False when the bridge cannot speak to it.</summary>
    /// <param name="ssrc">Of what it is told; random.</param>
    public static bool TryCreate(
        Bridge bridge, BridgeVoice voice, uint ssrc, [NotNullWhen(true)] out BridgeMember? member)
    {
#pragma warning disable CA2000 // The member owns it.
        member = MemberMouth.TryCreate(voice, ssrc, out var mouth) ? new BridgeMember(bridge, voice, mouth) : null;
#pragma warning restore CA2000
        return member is not null;
    }

    /// <summary>Takes the place of <paramref name="before"/>: the same party with other formats.</summary>
    public void Begin(PacketPool pool, BridgeMember? before)
    {
        _ear = new MemberEar(_voice.Hears, pool);
        if (before is not null)
        {
            _mouth.Follow(before._mouth);
        }
    }

    public void Receive(ReadOnlySpan<byte> packet, ref BridgeCounters counters, long nowNs) =>
        _ear!.Receive(packet, this, Bridge.Keys, ref counters, nowNs);

    /// <summary>Hears the next 20 ms of it.</summary>
    public void Hear(ref BridgeCounters counters, long nowNs) =>
        _isHeard = _ear!.Listen(_frame, this, Bridge.Keys, ref counters, nowNs) && _voice.Speaks;

    /// <summary>Writes what it is told in this tick: what the others said. 0 bytes when that is nothing at all.</summary>
    public int Tell(ReadOnlySpan<Paths.MediaLeg> all, Span<byte> packet)
    {
        foreach (var leg in all)
        {
            if (leg.Member is { _isHeard: true } other && other != this)
            {
                _mouth.Add(other._frame);
            }
        }

        return _mouth.Speak(packet, _voice.Listens, this, Bridge.Keys);
    }

    public void Miss(long ticks) => _mouth.Miss(ticks);

    /// <summary>Writes an RTCP report on what it was told.</summary>
    public int Report(Span<byte> packet, Rtp.Packets.NtpTimestamp ntp) => _mouth.Report(packet, ntp);

    public void Dispose()
    {
        _ear?.Dispose();
        _mouth.Dispose();
    }
}
