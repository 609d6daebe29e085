using MediaRecorder.Audio.Codecs.Native;
using MediaRecorder.Server.Commands;
using MediaRecorder.Server.Hosting;
using MediaRecorder.Server.Tests.Fakes;

namespace MediaRecorder.Server.Tests.Commands;

[Collection(ProcessMeters.Collection)]
public sealed class ServeRunTests : IDisposable
{
    private readonly CommandStage _stage = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abort = new();

    public void Dispose()
    {
        _stage.Dispose();
        _stop.Dispose();
        _abort.Dispose();
    }

    // REQ: I-03
    [Fact]
    public async Task Recorder_and_HTTP_listen_before_it_says_ready_and_HTTP_outlives_the_recorder()
    {
        StopWhen("Ready");

        Assert.Equal(ExitCode.Success, await RunAsync(_stage.WriteConfiguration()));

        Assert.Equal(
            [
                "host start",
                "http start",
                $"log ready: sip udp 127.0.0.1:5060, http 127.0.0.1:8080, 2 trunks, {_stage.Host!.Model!.Media.Workers} media workers, recordings in {_stage.RecordingFolder}",
                "log stopping: no new calls are taken; a second signal hangs up at once",
                "host stop",
                "log stopped",
                "http dispose",
                "host dispose",
                "logs dispose",
            ],
            _stage.Steps);
        Assert.Equal("", _stage.Error.ToString());
    }

    // REQ: A-08
    [Fact]
    public async Task A_codec_whose_library_is_missing_is_told_in_one_line_and_the_rest_runs()
    {
        _stage.CodecLibraries =
        [
            new CodecLibrary("G729", "libmediarecorder-no-such-codec.so.9", "libbcg729-0"),
            new CodecLibrary("x", "libc.so.6", "libc6"),
        ];
        StopWhen("Ready");

        Assert.Equal(ExitCode.Success, await RunAsync(_stage.WriteConfiguration()));

        Assert.Equal(
            "log the codec G729 cannot be recorded: libmediarecorder-no-such-codec.so.9 is not installed (Debian: libbcg729-0)",
            Assert.Single(_stage.Steps, step => step.StartsWith("log the codec", StringComparison.Ordinal)));
    }

    // REQ: A-07
    [Fact]
    public async Task What_check_config_warns_of_is_logged_and_the_recorder_starts()
    {
        var file = _stage.WriteConfiguration(carrier: "\"srtp\": { \"mode\": \"optional\" },");
        StopWhen("Ready");

        Assert.Equal(ExitCode.Success, await RunAsync(file));

        Assert.Single(
            _stage.Steps,
            step => step.StartsWith($"log {file}: $.trunks.carrier.srtp.mode: has no effect", StringComparison.Ordinal));
        Assert.Equal("", _stage.Error.ToString());
    }

    [Fact]
    public async Task A_second_signal_reaches_the_recorder_that_is_stopping()
    {
        StopWhen("Ready");
        _stage.OnLog += name =>
        {
            if (name == "Stopping")
                _abort.Cancel();
        };

        await RunAsync(_stage.WriteConfiguration());

        Assert.True(_stage.Host!.Aborted);
    }

    // REQ: I-02
    [Fact]
    public async Task A_wrong_configuration_starts_nothing_and_exits_2_with_a_line_per_error()
    {
        var file = _stage.WriteConfiguration("\"sip\": { \"maxCalls\": 0 }, \"xyz\": 1");

        Assert.Equal(2, await RunAsync(file));

        Assert.Empty(_stage.Steps);
        Assert.Equal(
            $"{file}: $.sip.maxCalls: must be a whole number from 1 to 100000, not 0 (line 1)\n{file}: $.xyz: is not a known key (line 1)\n",
            _stage.Error.ToString());
    }

    [Fact]
    public async Task What_the_environment_refuses_the_recorder_exits_3_in_the_same_form()
    {
        var file = _stage.WriteConfiguration();
        _stage.HostResult = new StartResult(
            [new("$.sip.listen", "127.0.0.1:5060 is in use"), new("$.media.ports", "no")]);

        Assert.Equal(3, await RunAsync(file));

        Assert.Equal(
            $"{file}: $.sip.listen: 127.0.0.1:5060 is in use\n{file}: $.media.ports: no\n", _stage.Error.ToString());
        Assert.Equal(["host start", "host dispose", "logs dispose"], _stage.Steps);
    }

    [Fact]
    public async Task An_HTTP_address_in_use_stops_the_recorder_again_and_exits_3()
    {
        var file = _stage.WriteConfiguration();
        _stage.HttpResult = StartResult.Failed("$.http.listen", "127.0.0.1:8080 is in use");

        Assert.Equal(3, await RunAsync(file));

        Assert.Equal($"{file}: $.http.listen: 127.0.0.1:8080 is in use\n", _stage.Error.ToString());
        Assert.Equal(
            ["host start", "http start", "host stop", "http dispose", "host dispose", "logs dispose"], _stage.Steps);
    }

    [Fact]
    public async Task Folders_that_cannot_be_written_to_are_all_named_before_anything_starts()
    {
        _stage.BlockRecordingFolder();
        var file = _stage.WriteConfiguration();

        Assert.Equal(3, await RunAsync(file));

        var lines = _stage.Error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.StartsWith(
            $"{file}: $.recording.folder: {_stage.RecordingFolder} cannot be written to: ", lines[0],
            StringComparison.Ordinal);
        Assert.StartsWith($"{file}: $.recording.spool: ", lines[1], StringComparison.Ordinal);
        Assert.DoesNotContain("host start", _stage.Steps);
    }

    private void StopWhen(string logEvent)
    {
        _stage.OnLog = name =>
        {
            if (name == logEvent)
                _stop.Cancel();
        };
    }

    private Task<int> RunAsync(string file) => new ServeRun(_stage.Parts).RunAsync(file, _stop.Token, _abort.Token);
}
