namespace MediaRecorder.Server.Phones.Scripts;

/// <summary>
/// When what happens, in frames of 20 ms since the answer. Everything but the keys scales with the length of the call:
/// talk · hold · talk · <c>#11#</c> · card number · <c>#12#</c> · talk · bye. Pure.
/// </summary>
internal sealed class DemoScript(int seconds)
{
    public const string PauseCode = "#11#";
    public const string ResumeCode = "#12#";
    public const int FramesPerSecond = 50;

    // 120 ms a key and 60 ms between: a quick but human hand, well over the 40 ms that ITU-T Q.24 asks for. The time
    // between is that of the three packets with which a key ends.
    public const int KeyFrames = 6;
    public const int KeyPeriodFrames = 9;

    // The length of a short sentence.
    private const int TurnFrames = FramesPerSecond * 8 / 5;

    public int Frames { get; } = seconds * FramesPerSecond;

    public int HoldStart { get; } = Part(seconds, 0.225);

    public int HoldEnd { get; } = Part(seconds, 0.375);

    public int PauseKeysStart { get; } = Part(seconds, 0.525);

    public int ResumeKeysStart { get; } = Part(seconds, 0.765);

    public int PauseKeysEnd => PauseKeysStart + (PauseCode.Length * KeyPeriodFrames);

    public int ResumeKeysEnd => ResumeKeysStart + (ResumeCode.Length * KeyPeriodFrames);

    public DemoPhase PhaseAt(int frame)
    {
        if (frame >= Frames)
            return DemoPhase.Over;
        if (frame >= HoldStart && frame < HoldEnd)
            return DemoPhase.Hold;
        if (frame >= PauseKeysStart && frame < PauseKeysEnd)
            return DemoPhase.PauseKeys;
        if (frame >= PauseKeysEnd && frame < ResumeKeysStart)
            return DemoPhase.Card;
        return frame >= ResumeKeysStart && frame < ResumeKeysEnd ? DemoPhase.ResumeKeys : DemoPhase.Talk;
    }

    public DemoActivity ActivityOf(DemoSide side, int frame)
    {
        var agent = side == DemoSide.Agent;
        return PhaseAt(frame) switch
        {
            DemoPhase.Talk => agent == IsTurnOfAgent(frame) ? DemoActivity.Speaking : DemoActivity.Listening,
            DemoPhase.Hold => agent ? DemoActivity.Holding : DemoActivity.Held,
            DemoPhase.Card => agent ? DemoActivity.Listening : DemoActivity.ReadingCard,
            DemoPhase.PauseKeys or DemoPhase.ResumeKeys => agent ? DemoActivity.PressingKeys : DemoActivity.Listening,
            _ => DemoActivity.Ended,
        };
    }

    /// <summary>The key that is down; null between keys and outside the codes.</summary>
    public DemoKey? KeyAt(int frame)
    {
        return PhaseAt(frame) switch
        {
            DemoPhase.PauseKeys => KeyOf(PauseCode, frame - PauseKeysStart),
            DemoPhase.ResumeKeys => KeyOf(ResumeCode, frame - ResumeKeysStart),
            _ => null,
        };
    }

    private static bool IsTurnOfAgent(int frame) => frame / TurnFrames % 2 == 0;

    private static DemoKey? KeyOf(string code, int frame)
    {
        var place = frame / KeyPeriodFrames;
        return frame % KeyPeriodFrames < KeyFrames ? new DemoKey(code[place], place) : null;
    }

    private static int Part(int seconds, double part) => (int)Math.Round(seconds * FramesPerSecond * part);
}
