namespace MediaRecorder.Rtp.Srtp;

/// <summary>
/// The synchronization sources that one side has sent under one key, at most <see cref="Limit"/>. None is ever forgotten: a
/// source that came back would start at index 0 again, which is a replay when received, and its key stream a second time
/// when sent (RFC 3711 §9.1). Owner: the thread of its context.
/// </summary>
internal sealed class SrtpSources
{
    /// <summary>
    /// Music on hold that changes its source with each title stays below it for hours; a flood of sources costs a side
    /// its own audio and not our memory.
    /// </summary>
    public const int Limit = 64;

    private Source[] _sources = new Source[2];

    public int Count { get; private set; }

    public bool IsFull => Count == Limit;

    public ref Source this[int index] => ref _sources[index];

    /// <returns>−1 for a new one.</returns>
    public int IndexOf(uint ssrc)
    {
        for (var i = 0; i < Count; i++)
        {
            if (_sources[i].Ssrc == ssrc)
            {
                return i;
            }
        }

        return -1;
    }

    /// <returns>Its index; the list must not be full.</returns>
    public int Add(uint ssrc)
    {
        if (Count == _sources.Length)
        {
            Array.Resize(ref _sources, Count * 2);
        }

        _sources[Count] = new Source { Ssrc = ssrc, HighestIndex = Source.NoRtp };
        return Count++;
    }

    /// <summary>One source and how far it has come.</summary>
    public struct Source
    {
        public const long NoRtp = -1;

        public uint Ssrc;

        /// <summary>The highest packet index: rollover counter times 2^16 plus sequence number (RFC 3711 §3.3.1).</summary>
        public long HighestIndex;

        /// <summary>What is added to the source's sequence numbers; see <see cref="SrtpSender"/>.</summary>
        public ushort SequenceOffset;

        /// <summary>Packets refused one after the other whose sequence numbers follow each other.</summary>
        public int Behind;

        public ushort LastBehind;

        /// <summary>RFC 3711 §3.3.1, appendix A: the index nearest to the highest one.</summary>
        public readonly long IndexOf(ushort sequenceNumber) => HighestIndex < 0
            ? sequenceNumber
            : HighestIndex + (short)(sequenceNumber - (ushort)HighestIndex);

        public void Take(ushort sequenceNumber) => HighestIndex = Math.Max(HighestIndex, IndexOf(sequenceNumber));
    }
}
