namespace MediaRecorder.Catalog.Tests.Sidecars;

/// <summary>A sidecar as Recording writes it, for tests to damage.</summary>
internal static class SidecarText
{
    public const string Whole =
        """
        {
          "version": 1,
          "recording": "0b7c0f0e-6f0e-4f6e-9a51-2f6c3f1f0a11",
          "callReference": "c-1",
          "sipCallId": "abc@127.0.0.2",
          "trunk": "carrier",
          "direction": "inbound",
          "caller": "15550100",
          "callee": "204",
          "startedAt": "2026-11-20T10:00:00.25+00:00",
          "endedAt": "2026-11-20T10:00:20.25+00:00",
          "seconds": 20,
          "state": "completed",
          "recovered": true,
          "endCause": null,
          "format": {
            "container": "wav",
            "encoding": "pcm16",
            "sampleRate": 8000,
            "channels": [ { "index": 0, "role": "customer", "leg": 0 }, { "index": 1, "role": "agent", "leg": null } ]
          },
          "segments": [
            { "kind": "talk", "startMs": 0, "endMs": 20000, "startSample": 0, "endSample": 160000, "cause": "CallAnswered", "by": null },
            { "kind": "pause", "startMs": 5000, "endMs": 7000, "startSample": 40000, "endSample": 56000, "cause": "PauseRequested", "by": "agent" }
          ],
          "cues": [ { "atMs": -600, "cue": "CallOffered", "source": "signalling", "evidence": "INVITE" } ],
          "quality": [
            { "leg": 0, "role": "customer", "received": 1000, "lost": 1, "late": 2, "duplicated": 3, "reordered": 4, "epochs": 1, "gapMs": 20 }
          ],
          "tags": { "class": "standard", "retainUntil": "2027-02-20" },
          "addedByALaterWriter": [ 1, { "a": 2 } ]
        }
        """;
}
