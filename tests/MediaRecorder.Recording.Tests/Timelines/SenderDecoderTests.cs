using MediaRecorder.Audio.Codecs;
using MediaRecorder.Recording.Tests.Fakes;
using MediaRecorder.Recording.Timelines;

namespace MediaRecorder.Recording.Tests.Timelines;

/// <summary>Codecs with a memory on a leg with more than one sender: each is decoded as if it were alone.</summary>
// REQ: A-08 B-01
public sealed class SenderDecoderTests
{
    private const int Packets = 20;

    // Behind the 400 ms in which an anchor settles, and within the 1400 ms that the feed keeps.
    private const int SecondFromMs = 420;

    public static TheoryData<string, int, int, byte, int> Codecs => new()
    {
        { "G722", 8000, 1, 9, 16_000 },
        { "opus", 48_000, 2, 96, 16_000 },
        { "G729", 8000, 1, 18, 8000 },
    };

    [Theory]
    [MemberData(nameof(Codecs))]
    public void A_sender_that_takes_over_is_decoded_from_its_beginning(
        string codec, int clockRate, int channels, byte type, int rate)
    {
        var format = new AudioFormat(codec, clockRate, channels);
        var feed = new TimelineFeed(Formats(format, type), rate);
        Say(feed, Payloads(format, 700), ssrc: 1, type, clockRate, fromMs: 0);
        List<byte[]> second = Payloads(format, 1100);
        Say(feed, second, ssrc: 2, type, clockRate, SecondFromMs);

        Assert.Equal(Alone(format, second), feed.Samples(SecondFromMs * rate / 1000, Packets * rate / 50));
    }

    [Theory]
    [MemberData(nameof(Codecs))]
    public void Two_senders_at_once_do_not_spoil_each_other(
        string codec, int clockRate, int channels, byte type, int rate)
    {
        var format = new AudioFormat(codec, clockRate, channels);
        var feed = new TimelineFeed(Formats(format, type), rate);
        List<byte[]> first = Payloads(format, 700);
        List<byte[]> second = Payloads(format, 1100);

        // The second one begins in a pause of the first, so that it lies at its arrival; then both speak.
        const int pause = 3;
        for (int i = 0; i < Packets; i++)
        {
            int at = i < 5 ? i : i + pause;
            feed.Put(i, (long)at * clockRate / 50, 20 * at, first[i], type);
            if (i >= 4)
                feed.Put(i, (long)(i + 2) * clockRate / 50, 20 * (i + 2), second[i - 4], type, ssrc: 2);
        }

        int packet = rate / 50;
        short[] expected = new short[(Packets + pause) * packet];
        short[] alone = Alone(format, first);
        for (int i = 0; i < alone.Length; i++)
            expected[i < 5 * packet ? i : i + pause * packet] += alone[i];
        alone = Alone(format, second[..(Packets - 4)]);
        for (int i = 0; i < alone.Length; i++)
            expected[6 * packet + i] += alone[i];
        Assert.Equal(expected, feed.Samples(0, expected.Length));
    }

    // A refresh of the SDP is not heard, whoever speaks; and a fifth sender takes the place of the one idle for longest.
    [Theory]
    [MemberData(nameof(Codecs))]
    public void Decoders_of_later_senders_outlive_a_refresh_and_end_with_their_sender(
        string codec, int clockRate, int channels, byte type, int rate)
    {
        var format = new AudioFormat(codec, clockRate, channels);
        var feed = new TimelineFeed(Formats(format, type), rate);
        for (uint sender = 1; sender <= 5; sender++)
        {
            List<byte[]> payloads = Payloads(format, 500 + 100 * (int)sender, Packets / 2);
            int fromMs = 210 * ((int)sender - 1);
            for (int i = 0; i < payloads.Count; i++)
            {
                if (i == payloads.Count / 2)
                {
                    LegFormats refreshed = Formats(format, type);
                    refreshed.TakeOver(feed.Formats);
                    feed.Formats = refreshed;
                    feed.Timeline.ForgetDecoders(refreshed);
                }

                feed.Put(i, (long)i * clockRate / 50, fromMs + 20 * i, payloads[i], type, ssrc: sender);
            }

            Assert.Equal(Alone(format, payloads), feed.Samples(fromMs * rate / 1000, payloads.Count * rate / 50));
        }

        feed.Formats.Release();
    }

    private static LegFormats Formats(AudioFormat format, byte type) =>
        LegFormats.Create([new(type, format.EncodingName, format.ClockRate, format.Channels)]);

    private static void Say(
        TimelineFeed feed, List<byte[]> payloads, uint ssrc, byte type, int clockRate, int fromMs)
    {
        for (int i = 0; i < payloads.Count; i++)
            feed.Put(i, (long)i * clockRate / 50, fromMs + 20 * i, payloads[i], type, ssrc: ssrc);
    }

    private static List<byte[]> Payloads(AudioFormat format, double hz, int packets = Packets)
    {
        Assert.True(AudioEncoders.TryCreate(format, out AudioEncoder? encoder));
        using AudioEncoder owned = encoder;
        short[] pcm = new short[encoder.SampleRate / 50];
        byte[] payload = new byte[encoder.MaxBytes(pcm.Length)];
        var payloads = new List<byte[]>();
        for (int packet = 0; packet < packets; packet++)
        {
            for (int i = 0; i < pcm.Length; i++)
                pcm[i] = (short)(6000 * Math.Sin(2 * Math.PI * hz * (packet * pcm.Length + i) / encoder.SampleRate));
            payloads.Add(payload[..encoder.Encode(pcm, payload)]);
        }

        return payloads;
    }

    private static short[] Alone(AudioFormat format, List<byte[]> payloads)
    {
        Assert.True(AudioDecoders.TryCreate(format, out AudioDecoder? decoder));
        using AudioDecoder owned = decoder;
        var samples = new List<short>();
        foreach (byte[] payload in payloads)
        {
            short[] pcm = new short[decoder.MaxSamples(payload.Length)];
            samples.AddRange(pcm[..decoder.Decode(payload, pcm)]);
        }

        return [.. samples];
    }
}
