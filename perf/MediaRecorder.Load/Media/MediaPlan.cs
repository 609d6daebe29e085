using MediaRecorder.Load.Marks;
using MediaRecorder.Load.Sockets;
using MediaRecorder.Rtp.Packets;

namespace MediaRecorder.Load.Media;

/// <summary>What all legs share. Immutable.</summary>
internal sealed class MediaPlan(LegSockets sockets, bool isALaw)
{
    // Pitches of a low and a high voice.
    private const double CallerPitchHz = 110;
    private const double CalleePitchHz = 190;

    public LegSockets Sockets { get; } = sockets;

    public PayloadType PayloadType { get; } = isALaw ? PayloadType.Pcma : PayloadType.Pcmu;

    public string EncodingName { get; } = isALaw ? "PCMA" : "PCMU";

    public MarkCodec Marks { get; } = new(isALaw ? MarkAlphabet.ALawCodes : MarkAlphabet.MuLawCodes);

    public byte[] CallerSpeech { get; } = SpeechLoop.Create(CallerPitchHz, isALaw);

    public byte[] CalleeSpeech { get; } = SpeechLoop.Create(CalleePitchHz, isALaw);
}
