namespace MediaRecorder.Media.Bridges;

/// <summary>How one member of a bridge speaks and listens, by what was agreed with it.</summary>
/// <param name="Hears">What it may send; others of its packets are counted and pass for silence.</param>
/// <param name="Says">The codec it is sent; <see cref="BridgeFormat.IsMixable"/>.</param>
/// <param name="Events">What it is sent others' keys by; null for a member that takes none.</param>
public sealed record BridgeVoice(IReadOnlyList<BridgeFormat> Hears, BridgeFormat Says, BridgeFormat? Events)
{
    /// <summary>Others hear it. False while it holds: its music is not for the others.</summary>
    public bool Speaks { get; init; } = true;

    /// <summary>It is sent what others say.</summary>
    public bool Listens { get; init; } = true;
}
