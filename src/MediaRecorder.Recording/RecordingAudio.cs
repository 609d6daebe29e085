using System.Globalization;
using MediaRecorder.Buffers;
using MediaRecorder.Containers.Wav;
using MediaRecorder.Policy.Model;
using MediaRecorder.Recording.Commands;
using MediaRecorder.Recording.Files;
using MediaRecorder.Recording.Layouts;
using MediaRecorder.Recording.Sidecars;
using MediaRecorder.Recording.Timelines;
using MediaRecorder.Recording.Workers;

namespace MediaRecorder.Recording;

/// <summary>
/// The sound of one recording: its legs on their timelines and behind their gates, and how they become the frames of its
/// files. Owner: the RecordingWorker.
/// </summary>
internal sealed class RecordingAudio(
    RecordingId recording, LayoutRules rules, long originNs, RecordingServices services)
{
    private static readonly short[] SilentSamples = new short[LayoutScratch.MaxFrames];
    private static readonly byte[] SilentMulaw = Silent(WavEncoding.Mulaw);
    private static readonly byte[] SilentAlaw = Silent(WavEncoding.Alaw);

    private readonly ChannelTable _table = new(rules);
    private readonly List<RecordingLeg> _legs = [];
    private readonly List<LaidFile> _files = [];
    private readonly LayoutScratch _scratch = services.Scratch;
    private RecordingFile? _file;

    /// <summary>Its rate is settled when the file begins.</summary>
    public RecordingClock Clock { get; private set; } = new(originNs, StoredFormat.LeastSampleRate);

    public StoredFormat Format { get; private set; } =
        new(WavEncoding.Pcm16, StoredFormat.LeastSampleRate, StoredFormat.NothingAgreed);

    /// <summary>The first position that is not written.</summary>
    public long Frontier { get; private set; }

    /// <summary>The legs that the layout has a place for.</summary>
    public ReadOnlySpan<RecordingLeg> Legs =>
        System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_legs);

    /// <summary>All legs and their places, for the sidecar.</summary>
    public List<SidecarLeg> Places { get; } = [];

    /// <inheritdoc cref="Recording.Foresee"/>
    public void Foresee(int step)
    {
        foreach (RecordingLeg leg in _legs)
        {
            if (step == 0)
                CacheHint.Prefetch(leg, RecordingLeg.HotBytes);
            else
                leg.Foresee(step);
        }
    }

    /// <summary>Null for a leg that is not recorded.</summary>
    public RecordingLeg? Find(LegId id)
    {
        foreach (RecordingLeg leg in _legs)
        {
            if (leg.Id == id)
                return leg;
        }

        return null;
    }

    /// <summary>Finds a place for a leg. <paramref name="opened"/> is the channel of a file that had to be
    /// opened for it, as the sidecar names it.</summary>
    public SidecarLeg Add(RecordedLeg leg, out SidecarChannel? opened)
    {
        opened = null;
        RecordingChannel? channel = _table.PlaceFor(leg.Role, out string? refusal);
        if (channel is not null)
        {
            var added = new RecordingLeg(
                recording, leg, Clock, Format.Encoding, Frontier, services.KeyPresses, services.Timelines);
            channel.Legs.Add(added);
            _legs.Add(added);
            if (_file is not null && rules.Kind == LayoutKind.PerLeg && channel.Index == _files.Count)
            {
                AudioFile audio = Lay(PartName(channel), [channel]);
                services.Disk.Post(new DiskJob(DiskJobKind.AddAudio, _file) { Audio = audio });
                opened = Describe(channel);
            }
        }
        else if (refusal == ChannelTable.TooMany)
        {
            services.Counters.UnplacedLegs++;
        }

        var place = new SidecarLeg(leg.Leg.Value, RecordingIndex.RoleName(leg.Role), channel?.Index, refusal);
        Places.Add(place);
        return place;
    }

    /// <summary>
    /// Settles rate and encoding by what the legs have agreed on. Answers whether they changed; then what was in memory is
    /// gone and the gates are new. Not once a file is begun.
    /// </summary>
    // Dropped and not converted: the memory before a file holds what was heard before the answer, the change comes with
    // the SDP of the answer, and what is recorded begins after that. Converting it would resample, for nothing, audio
    // that may never be written.
    public bool Settle()
    {
        var formats = new LegFormats?[_legs.Count];
        for (int i = 0; i < formats.Length; i++)
            formats[i] = _legs[i].AgreedFormats;
        StoredFormat chosen = StoredFormat.Choose(rules, formats);
        bool isSame = chosen.Encoding == Format.Encoding && chosen.SampleRate == Format.SampleRate;
        Frontier = Frontier * chosen.SampleRate / Format.SampleRate;
        Format = chosen;
        Clock = Clock with { SampleRate = chosen.SampleRate };
        if (isSame)
            return false;
        foreach (RecordingLeg leg in _legs)
            leg.Begin(Clock, chosen.Encoding, Frontier);
        return true;
    }

    /// <summary>Lays out the files of the recording; answers them, for the disk.</summary>
    public AudioFile[] Begin(RecordingFile file)
    {
        _file = file;
        if (rules.Kind != LayoutKind.PerLeg)
            return [Lay("", [.. _table.Channels])];
        foreach (RecordingChannel channel in _table.Channels)
            Lay(PartName(channel), [channel]);
        return [.. _files.Select(laid => laid.Audio)];
    }

    /// <summary>How the files are built and who is heard where.</summary>
    public SidecarFormat Describe() => new()
    {
        Layout = RecordingIndex.NameOf(rules.Kind.ToString()),
        Encoding = RecordingIndex.NameOf(Format.Encoding.ToString()),
        PcmBecause = Format.PcmBecause,
        SampleRate = Format.SampleRate,
        Channels = [.. _table.Channels.Select(Describe)],
    };

    /// <summary>Writes the next samples of all legs as frames, at this place of the files; answers how many, at most
    /// <paramref name="most"/>. 0: there is no memory or no file for them, and nothing has changed.</summary>
    public int Write(long fileSample, long most)
    {
        if (_file!.HasFailed || !TryRent())
            return 0;
        int count = (int)Math.Min(most, Room);
        try
        {
            for (int done = 0; done < count;)
                done += LayOut(done, count - done);
            for (int i = 0; i < _files.Count; i++)
                Post(i, fileSample, count);
        }
        finally
        {
            ReturnUnused();
        }

        return count;
    }

    /// <summary>Moves on without writing. Never back.</summary>
    public void Skip(long count)
    {
        if (count <= 0)
            return;
        Frontier += count;
        foreach (RecordingLeg leg in _legs)
        {
            leg.Timeline.Consume(count);
            leg.Gate.MoveTo(Frontier);
        }
    }

    /// <summary>The last sample is written: nothing of the legs stays in memory.</summary>
    public void Release()
    {
        foreach (RecordingLeg leg in _legs)
            leg.Release();
        _legs.Clear();
        _files.Clear();
        foreach (RecordingChannel channel in _table.Channels)
            channel.Legs.Clear();
    }

    private static byte[] Silent(WavEncoding law)
    {
        byte[] codes = new byte[LayoutScratch.MaxFrames];
        codes.AsSpan().Fill(new WavFormat(law, 1, StoredFormat.LeastSampleRate).SilenceByte);
        return codes;
    }

    private static string PartName(RecordingChannel channel) =>
        channel.Index < LayoutRules.LeastChannels
            ? channel.RoleName
            : string.Create(CultureInfo.InvariantCulture, $"{channel.RoleName}-{channel.Index}");

    private AudioFile Lay(string part, RecordingChannel[] channels)
    {
        var format = new WavFormat(Format.Encoding, channels.Length, Format.SampleRate);
        AudioFile audio = _file!.CreateAudio(part, format);
        _files.Add(new LaidFile(audio, channels));
        return audio;
    }

    private SidecarChannel Describe(RecordingChannel channel)
    {
        bool isAlone = rules.Kind == LayoutKind.PerLeg;
        return new SidecarChannel(
            isAlone ? 0 : channel.Index,
            channel.RoleName,
            channel.Leg,
            _files[isAlone ? channel.Index : 0].Audio.Name);
    }

    private bool TryRent()
    {
        for (int i = 0; i < _files.Count; i++)
        {
            if (services.Disk.TryRent(out _scratch.Blocks[i]))
                continue;
            ReturnUnused();
            return false;
        }

        return true;
    }

    private void ReturnUnused()
    {
        foreach (ref Block? block in _scratch.Blocks.AsSpan(0, _files.Count))
        {
            if (block is not null)
                services.Disk.Return(block);
            block = null;
        }
    }

    // Frames that fit in one block of the file with the widest ones: all have the same.
    private int Room =>
        Math.Min(LayoutScratch.MaxFrames, DiskWriter.BlockBytes / _files[0].Audio.Format.BytesPerFrame);

    // Takes what lies together in the timelines, which all wrap at the same positions, into every block.
    private int LayOut(int done, int most)
    {
        int window = Clock.SampleRate / 1000 * SampleRing.CapacityMs;
        int count = Math.Min(most, window - (int)(Frontier % window));
        foreach (RecordingLeg leg in _legs)
            Gate(leg, count);
        for (int i = 0; i < _files.Count; i++)
        {
            LaidFile laid = _files[i];
            int bytesPerFrame = laid.Audio.Format.BytesPerFrame;
            LayOut(laid.Channels, count, _scratch.Blocks[i]!.Span.Slice(done * bytesPerFrame, count * bytesPerFrame));
        }

        foreach (RecordingLeg leg in _legs)
            leg.Timeline.Consume(count);
        Frontier += count;
        return count;
    }

    private void Post(int index, long fileSample, int count)
    {
        AudioFile audio = _files[index].Audio;
        int bytesPerFrame = audio.Format.BytesPerFrame;
        services.Disk.Post(new DiskJob(DiskJobKind.Write, _file!)
        {
            Audio = audio,
            Block = _scratch.Blocks[index],
            Bytes = count * bytesPerFrame,
            AudioOffset = fileSample * bytesPerFrame,
        });
        _scratch.Blocks[index] = null;
    }

    private void LayOut(RecordingChannel[] channels, int count, Span<byte> frames)
    {
        bool isPcm = Format.Encoding == WavEncoding.Pcm16;
        if (channels.Length == 2)
        {
            if (isPcm)
                Frames.Stereo(Samples(channels[0], count, 0), Samples(channels[1], count, 1), frames);
            else
                Frames.Stereo(Codes(channels[0], count), Codes(channels[1], count), frames);
            return;
        }

        for (int i = 0; i < channels.Length; i++)
        {
            if (isPcm)
                Frames.Place(Samples(channels[i], count, 0), i, channels.Length, frames);
            else
                Frames.Place(Codes(channels[i], count), i, channels.Length, frames);
        }
    }

    // What is shut is silenced in memory, before any layout sees it.
    private void Gate(RecordingLeg leg, int count)
    {
        if (leg.Timeline.IsSilent)
            leg.Gate.MoveTo(leg.Gate.Frontier + count);
        else if (Format.Encoding == WavEncoding.Pcm16)
            leg.Gate.Apply(leg.Timeline.Peek(count), (short)0);
        else
            leg.Gate.Apply(leg.Timeline.PeekCodes(count), SilentCodes[0]);
    }

    private ReadOnlySpan<short> Samples(RecordingChannel channel, int count, int scratch)
    {
        bool isMix = rules.Kind == LayoutKind.Mono;
        if (!isMix && channel.Legs.Count <= 1)
        {
            return channel.Legs.Count == 0 || channel.Legs[0].Timeline.IsSilent
                ? SilentSamples.AsSpan(0, count)
                : channel.Legs[0].Timeline.Peek(count);
        }

        Span<short> mixed = _scratch.Mixed[scratch].AsSpan(0, count);
        channel.Mix ??= new ChannelMix(Format.SampleRate, isMix ? rules.Gains : default);
        channel.Mix.Take(channel.Legs, mixed);
        return mixed;
    }

    private ReadOnlySpan<byte> Codes(RecordingChannel channel, int count)
    {
        Span<byte> first = default;
        foreach (RecordingLeg leg in channel.Legs)
        {
            if (leg.Timeline.IsSilent)
                continue;
            Span<byte> codes = leg.Timeline.PeekCodes(count);
            if (first.IsEmpty)
                first = codes;
            else
                Frames.Add(codes, first, Format.Encoding);
        }

        return first.IsEmpty ? SilentCodes.AsSpan(0, count) : first;
    }

    private byte[] SilentCodes => Format.Encoding == WavEncoding.Alaw ? SilentAlaw : SilentMulaw;
}
