namespace MediaRecorder.Sip.Sdp;

/// <summary>How <see cref="SdpAnchor"/> writes one m-line for the other side.</summary>
/// <param name="Media">The m-line as the one side wrote it.</param>
/// <param name="Port">Ours for RTP, RTCP at the next; 0 refuses the stream, or keeps the place of one that has ended.</param>
public readonly record struct AnchoredLine(MediaDescription Media, int Port)
{
    /// <summary>RFC 5761 §5.1.1: whether a=rtcp-mux stands there; null leaves it as written.</summary>
    public bool? RtcpMux { get; init; }

    /// <summary>Protocol of the m-line for the other side, where one side is secure and the other is not; null leaves it.</summary>
    public string? Protocol { get; init; }

    /// <summary>Values of the a=crypto lines, with keys of ours, in the order of preference; null for none.</summary>
    public IReadOnlyList<string>? Crypto { get; init; }

    /// <summary>Formats that are left out, with the attributes that speak of them; null keeps all.</summary>
    public IReadOnlySet<string>? Without { get; init; }

    /// <summary>An m-line of our own as it stands, with its keys.</summary>
    public static AnchoredLine Repeated(MediaDescription ours)
    {
        ArgumentNullException.ThrowIfNull(ours);
        var crypto = new List<string>();
        foreach (ref readonly var line in ours.WrittenLines)
        {
            if (line.AttributeName is Sdp.Crypto.CryptoLine.Name)
            {
                crypto.Add(line.AttributeValue.ToString());
            }
        }

        return new AnchoredLine(ours, ours.Port) { Crypto = crypto };
    }
}
