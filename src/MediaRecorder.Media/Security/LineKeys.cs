namespace MediaRecorder.Media.Security;

/// <summary>
/// The keys by which one side of a line is secure. Given to <see cref="Workers.IMediaPlane.SetKeys"/> they are the media
/// room's, which clears them when it has no more use for them.
/// </summary>
/// <param name="Theirs">What that side seals its packets with: one key, or several that its packets name.</param>
/// <param name="Ours">What packets to that side are sealed with.</param>
/// <param name="Peer">
/// Who that side is, by reference. With the same one, counters go on and the keys so far are good until the first packet of
/// the new ones; another one begins from nothing.
/// </param>
public sealed record LineKeys(IReadOnlyList<LineKey> Theirs, LineKey Ours, object Peer)
{
    internal void Clear()
    {
        Ours.Key.Dispose();
        foreach (var key in Theirs)
        {
            key.Key.Dispose();
        }
    }
}
