using MediaRecorder.Rtp.Events;
using MediaRecorder.TestKit.Fuzzing;

namespace MediaRecorder.Rtp.Tests.Events;

public sealed class TelephoneEventTests
{
    [Fact]
    public void Payload_of_RFC_4733_is_read_field_by_field()
    {
        Assert.True(TelephoneEvent.TryParse([11, 0x8A, 0x03, 0x20], out var heard, out var error));

        Assert.Equal(TelephoneEventParseError.None, error);
        Assert.Equal(new TelephoneEvent(11, true, 10, 800), heard);
        Assert.Equal('#', heard.Digit);
    }

    [Fact]
    public void Reserved_bit_is_ignored_and_written_as_zero()
    {
        Assert.True(TelephoneEvent.TryParse([1, 0x4A, 0, 160], out var heard, out _));
        Assert.Equal(new TelephoneEvent(1, false, 10, 160), heard);

        var written = new byte[4];
        Assert.Equal(4, (heard with { Volume = 63, End = true }).WriteTo(written));
        Assert.Equal([1, 0xBF, 0, 160], written);
    }

    [Fact]
    public void Codes_0_to_15_are_the_keys_and_no_others()
    {
        var keys = Enumerable.Range(0, 256).Select(code => new TelephoneEvent((byte)code, false, 0, 0).Digit).ToArray();

        Assert.Equal("0123456789*#ABCD", string.Concat(keys.Take(16)));
        Assert.All(keys.Skip(16), key => Assert.Null(key));
        for (byte code = 0; code < 16; code++)
        {
            Assert.True(TelephoneEvent.TryGetCode(keys[code]!.Value, out var back));
            Assert.Equal(code, back);
        }
        Assert.True(TelephoneEvent.TryGetCode('d', out var lower));
        Assert.Equal(15, lower);
        Assert.False(TelephoneEvent.TryGetCode('E', out _));
    }

    [Fact]
    public void Damaged_payloads_never_throw()
    {
        var mutator = new BinaryMutator(4733);
        for (var i = 0; i < 50_000; i++)
        {
            var payload = mutator.Mutate([11, 0x8A, 0x03, 0x20]);
            var parsed = TelephoneEvent.TryParse(payload, out var heard, out var error);

            Assert.Equal(payload.Length >= 4, parsed);
            Assert.Equal(parsed, error == TelephoneEventParseError.None);
            Assert.InRange(heard.Volume, 0, 63);
        }
    }

    [Fact]
    public void Writing_into_too_little_space_is_refused()
    {
        Assert.Throws<ArgumentException>(() => default(TelephoneEvent).WriteTo(new byte[3]));
    }
}
