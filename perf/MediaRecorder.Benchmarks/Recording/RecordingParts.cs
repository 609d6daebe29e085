using System.Reflection;
using MediaRecorder.Containers.Wav;
using MediaRecorder.Recording.Timelines;
using MediaRecorder.Rtp.Packets;

namespace MediaRecorder.Benchmarks.Recording;

/// <summary>
/// The parts of a recording that packets pass, which are not public: found by reflection once, called by plain
/// delegates after that. One leg on its timeline and behind its gate, and the layout.
/// </summary>
internal sealed class RecordingParts
{
    private const BindingFlags Members =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;
    private const int SampleRate = 8000;

    private static readonly Assembly Room = typeof(LegFormats).Assembly;

    private RecordingParts()
    {
        var clock = Activator.CreateInstance(Part("Timelines.RecordingClock"), Members, null, [0L, SampleRate], null);
        var timeline = Activator.CreateInstance(Part("Timelines.LegTimeline"), Members, null, [clock, WavEncoding.Pcm16], null)!;
        Receive = Bind<Receiver>(timeline, "Receive");
        Peek = Bind<Peeker>(timeline, "Peek");
        Consume = Bind<Action<long>>(timeline, "Consume");
        var gate = Activator.CreateInstance(Part("Gates.Gate"), nonPublic: true)!;
        Open = Bind<Func<long, long>>(gate, "Open");
        Apply = gate.GetType().GetMethod("Apply", Members)!.MakeGenericMethod(typeof(short))
            .CreateDelegate<Applier>(gate);
    }

    /// <returns>Placement as a number.</returns>
    public delegate int Receiver(in RtpHeader header, long arrivalNs, LegFormats formats);

    public delegate Span<short> Peeker(int count);

    public delegate void Applier(Span<short> samples, short silence);

    public delegate void Interleaver(ReadOnlySpan<short> first, ReadOnlySpan<short> second, Span<byte> frames);

    public static Interleaver Interleave { get; } =
        Part("Layouts.StereoLayout").GetMethod("Interleave", Members)!.CreateDelegate<Interleaver>();

    public Receiver Receive { get; }

    public Peeker Peek { get; }

    public Action<long> Consume { get; }

    public Func<long, long> Open { get; }

    public Applier Apply { get; }

    /// <summary>A leg whose gate is open from the start.</summary>
    public static RecordingParts CreateLeg()
    {
        var leg = new RecordingParts();
        leg.Open(0);
        return leg;
    }

    private static Type Part(string name) => Room.GetType($"MediaRecorder.Recording.{name}", throwOnError: true)!;

    private static T Bind<T>(object part, string method)
        where T : Delegate =>
        part.GetType().GetMethod(method, Members)!.CreateDelegate<T>(part);
}
