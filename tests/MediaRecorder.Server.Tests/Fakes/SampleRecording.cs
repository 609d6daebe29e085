using System.Buffers.Binary;
using MediaRecorder.Catalog.Folders;
using MediaRecorder.Catalog.Sidecars;
using MediaRecorder.Containers.Wav;
using MediaRecorder.TestKit.Processes;

namespace MediaRecorder.Server.Tests.Fakes;

/// <summary>
/// A recording of ten seconds on disk: talk, hold from 2 to 4 s, pause from 5 to 7 s, both silent in the file.
/// </summary>
internal static class SampleRecording
{
    public const string SipCallId = "abc@127.0.0.1";

    private const int Rate = 8000;
    private const int Seconds = 10;

    /// <param name="folder">Gets sample.wav and sample.json.</param>
    /// <param name="leak">A sample written into the middle of the pause; 0 keeps it silent.</param>
    public static PublishedRecording Write(TempFolder folder, short leak = 0)
    {
        var format = new WavFormat(WavEncoding.Pcm16, 2, Rate);
        var bytes = new byte[WavHeader.PlainBytes + (Rate * Seconds * format.BytesPerFrame)];
        WavHeader.WriteTo(bytes, format, bytes.Length - WavHeader.PlainBytes);
        for (var frame = 0; frame < Rate * Seconds; frame++)
        {
            var silent = frame is >= 2 * Rate and < 4 * Rate or >= 5 * Rate and < 7 * Rate;
            var place = WavHeader.PlainBytes + (frame * format.BytesPerFrame);
            var sample = silent ? frame == 6 * Rate ? leak : 0 : 8000 * Math.Sin(frame * 0.3);
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(place), (short)sample);
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(place + 2), (short)(sample / 10));
        }

        File.WriteAllBytes(folder["sample.wav"], bytes);
        File.WriteAllText(folder["sample.json"], Sidecar);
        Assert.True(SidecarReader.TryRead(folder["sample.json"], out var sidecar, out _));
        return new PublishedRecording([folder["sample.wav"]], folder["sample.json"], sidecar);
    }

    private const string Sidecar =
        $$"""
        {
          "version": 1, "recording": "r-1", "callReference": "c-1", "sipCallId": "{{SipCallId}}", "trunk": "carrier",
          "direction": "inbound", "caller": "15550100", "callee": "204",
          "startedAt": "2026-11-20T10:00:00+00:00", "endedAt": "2026-11-20T10:00:10+00:00", "seconds": 10, "state": "completed",
          "format": {
            "container": "wav", "encoding": "pcm16", "sampleRate": 8000,
            "channels": [ { "index": 0, "role": "customer", "leg": 0 }, { "index": 1, "role": "agent", "leg": 1 } ]
          },
          "segments": [
            { "kind": "talk", "startMs": 0, "endMs": 10000, "startSample": 0, "endSample": 80000, "cause": "CallAnswered" },
            { "kind": "hold", "startMs": 2000, "endMs": 4000, "startSample": 16000, "endSample": 32000, "cause": "HoldStarted", "by": "agent" },
            { "kind": "pause", "startMs": 5000, "endMs": 7000, "startSample": 40000, "endSample": 56000, "cause": "PauseRequested", "by": "agent" }
          ],
          "cues": [], "quality": [], "tags": { "class": "standard [draft]" }
        }
        """;
}
