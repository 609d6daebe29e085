using FsCheck;

namespace MediaRecorder.Rtp.Tests;

internal static class Properties
{
    /// <summary>Same cases in every run; a failure prints the shrunk case.</summary>
    private static readonly Config Seeded =
        Config.QuickThrowOnFailure.WithReplay(4733, 3551).WithMaxTest(1000).WithEndSize(100);

    public static void Hold(Property property) => Check.One(Seeded, property);
}
