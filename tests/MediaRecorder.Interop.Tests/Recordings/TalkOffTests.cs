using MediaRecorder.Audio.Tones;
using MediaRecorder.Interop.Tests.Tools;
using MediaRecorder.TestKit.Processes;

namespace MediaRecorder.Interop.Tests.Recordings;

/// <summary>An hour of speech by espeak-ng, men, women and children in many languages: nobody presses a key by talking.</summary>
public sealed class TalkOffTests
{
    private const int SampleRate = 8000;

    private const string Text =
        """
        Good morning, you are speaking to Maria at the service desk. How may I help you today? I see. Your order of the
        twenty-third of January, number seven zero four one one, left our house on Monday and should have been with you
        by now. Oh no, I am so sorry to hear that. Would you please spell your name for me? A as in Alpha, O as in Oscar,
        E, I, U, Y. Thank you. Ah, now I have found it. Eeeeh, one moment please, aaah, hmmm, the computer is slow again.
        They have written eighty-eight instead of eight, so it went to the wrong door. We will send another one at once,
        and you need not do anything else. Yes, of course. No, no, no, that is free. Is there anything more that I can do
        for you? Then I wish you a lovely day. Hello? Who? Ooooh, the old lady with the yellow umbrella, wow! Good bye.
        """;

    private static readonly string[] Voices =
    [
        "en", "en-us", "en-gb", "de", "fr", "it", "es", "pt", "nl", "sv", "pl", "ru", "fi", "tr", "el", "hi", "id", "cs",
        "en+f1", "en+f2", "en+f3", "en+f4", "en+f5", "en+m1", "en+m3", "en+m7", "en+croak", "en+whisper", "de+f2", "fr+f4",
        "it+f5", "es+f3",
    ];

    // REQ: C-04
    [Fact]
    public async Task An_hour_of_speech_presses_no_key()
    {
        using var folder = new TempFolder();
        List<string> pressed = [];
        var seconds = 0.0;
        foreach (var pitch in (int[])[50, 80])
        {
            foreach (var voice in Voices)
            {
                var speech = await Espeak.SpeakAsync(voice, Text, folder, pitch);
                seconds += (double)speech.Length / SampleRate;
                var detector = new DtmfDetector(SampleRate);
                detector.Receive(speech, 0, out _);
                if (detector.PressedKeys > 0)
                    pressed.Add($"{voice} at pitch {pitch}: {detector.PressedKeys}");
            }
        }

        Assert.Empty(pressed);
        Assert.True(seconds >= 3600, $"only {seconds:0} s of speech");
    }
}
