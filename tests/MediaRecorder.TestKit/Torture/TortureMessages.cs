namespace MediaRecorder.TestKit.Torture;

/// <summary>Every message of RFC 4475 (49) and RFC 5118 (12), in the order of the sections.</summary>
public static class TortureMessages
{
    public static IReadOnlyList<TortureMessage> All { get; } =
        [.. Rfc4475Valid.All, .. Rfc4475Invalid.All, .. Rfc4475Layers.All, .. Rfc5118.All];

    public static TortureMessage ByTag(string tag) => All.Single(message => message.Tag == tag);
}
