using System.Text.Json.Nodes;
using MediaRecorder.Interop.Tests.Wire;
using MediaRecorder.TestKit.Processes;

namespace MediaRecorder.Interop.Tests.Recorder;

/// <summary>The configuration file of a test: two trunks, customers by "carrier", agents by "pbx".</summary>
public static class RecorderConfig
{
    public static JsonObject Create(LoopbackNetwork network, TempFolder folder) => new()
    {
        ["sip"] = new JsonObject { ["listen"] = $"{network.RecorderSip}" },
        ["media"] = new JsonObject { ["address"] = $"{network.Recorder}", ["ports"] = "10000-10999" },
        ["recording"] = new JsonObject { ["folder"] = folder["recordings"], ["spool"] = folder["recordings/.spool"] },
        ["http"] = new JsonObject { ["listen"] = $"{network.RecorderHttp}" },
        ["trunks"] = new JsonObject
        {
            ["carrier"] = Trunk("external", $"{network.Carrier}", $"{network.CarrierSip}", "pbx"),
            ["pbx"] = Trunk("internal", $"{network.Pbx}", $"{network.PbxSip}", "carrier"),
        },
    };

    /// <summary>Listens by TCP where it does by UDP.</summary>
    public static void WithTcp(JsonObject config) => config["sip"]!["tcpListen"] = (string?)config["sip"]!["listen"];

    /// <summary>A trunk that records.</summary>
    public static JsonObject Trunk(string side, string allow, string nextHop, string routeTo) => new()
    {
        ["side"] = side,
        ["allow"] = new JsonArray(allow),
        ["nextHop"] = nextHop,
        ["routeTo"] = routeTo,
        ["record"] = true,
        ["recordHolds"] = false,
        ["keypadPause"] = true,
    };
}
