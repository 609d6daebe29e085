namespace MediaRecorder.Server.Phones;

/// <summary>
/// When what happens, in seconds since the answer. Everything but the keys scales with the length of the call:
/// talk · hold · talk · <c>#11#</c> · card number · <c>#12#</c> · talk · bye. Pure.
/// </summary>
internal sealed class DemoScript(double seconds)
{
    public const string PauseCode = "#11#";
    public const string ResumeCode = "#12#";

    // 120 ms a key and 60 ms between: a quick but human hand, well over the 40 ms that ITU-T Q.24 asks for.
    public const int KeyMs = 120;
    public const int KeyPeriodMs = 180;

    // The length of a short sentence.
    private const double TurnSeconds = 1.6;

    private static readonly double CodeSeconds = PauseCode.Length * KeyPeriodMs / 1000.0;

    public double Seconds { get; } = seconds;

    public double HoldStart { get; } = seconds * 0.225;

    public double HoldEnd { get; } = seconds * 0.375;

    public double PauseKeysStart { get; } = seconds * 0.525;

    public double ResumeKeysStart { get; } = seconds * 0.765;

    public double PauseKeysEnd => PauseKeysStart + CodeSeconds;

    public double ResumeKeysEnd => ResumeKeysStart + CodeSeconds;

    public DemoPhase PhaseAt(double at)
    {
        if (at >= Seconds)
            return DemoPhase.Over;
        if (at >= HoldStart && at < HoldEnd)
            return DemoPhase.Hold;
        if (at >= PauseKeysStart && at < PauseKeysEnd)
            return DemoPhase.PauseKeys;
        if (at >= PauseKeysEnd && at < ResumeKeysStart)
            return DemoPhase.Card;
        return at >= ResumeKeysStart && at < ResumeKeysEnd ? DemoPhase.ResumeKeys : DemoPhase.Talk;
    }

    public DemoActivity ActivityOf(DemoSide side, double at)
    {
        var agent = side == DemoSide.Agent;
        return PhaseAt(at) switch
        {
            DemoPhase.Talk => (int)(at / TurnSeconds) % 2 == (agent ? 0 : 1) ? DemoActivity.Speaking : DemoActivity.Listening,
            DemoPhase.Hold => agent ? DemoActivity.Holding : DemoActivity.Held,
            DemoPhase.Card => agent ? DemoActivity.Listening : DemoActivity.ReadingCard,
            DemoPhase.PauseKeys or DemoPhase.ResumeKeys => agent ? DemoActivity.PressingKeys : DemoActivity.Listening,
            _ => DemoActivity.Ended,
        };
    }

    /// <summary>The key that is down at an instant, and for how long it has been; null between keys and outside the codes.</summary>
    public DemoKey? KeyAt(double at)
    {
        var (code, start) = PhaseAt(at) switch
        {
            DemoPhase.PauseKeys => (PauseCode, PauseKeysStart),
            DemoPhase.ResumeKeys => (ResumeCode, ResumeKeysStart),
            _ => ("", 0.0),
        };
        var ms = (at - start) * 1000;
        var place = (int)(ms / KeyPeriodMs);
        return place < code.Length && ms - (place * KeyPeriodMs) < KeyMs ? new DemoKey(code[place], place) : null;
    }
}
