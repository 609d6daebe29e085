using MediaRecorder.Server.Commands;
using MediaRecorder.Server.Tests.Fakes;

namespace MediaRecorder.Server.Tests.Commands;

[Collection(ProcessMeters.Collection)]
public sealed class RecorderCommandLineTests : IDisposable
{
    private readonly CommandStage _stage = new();

    public void Dispose() => _stage.Dispose();

    // REQ: I-02
    [Fact]
    public async Task Check_config_says_ok_and_starts_nothing()
    {
        var file = _stage.WriteConfiguration();

        Assert.Equal(0, await RunAsync("check-config", "--config", file));

        Assert.Equal($"{file}: ok, 2 trunks: carrier, pbx\n", _stage.Out.ToString());
        Assert.Empty(_stage.Steps);
        Assert.False(Directory.Exists(_stage.RecordingFolder));
    }

    [Fact]
    public async Task Check_config_tells_warnings_and_exits_0()
    {
        var file = _stage.WriteConfiguration(carrier: "\"srtp\": { \"mode\": \"optional\" },");

        Assert.Equal(0, await RunAsync("check-config", "--config", file));

        Assert.Equal(
            $"warning: {file}: $.trunks.carrier.srtp.mode: has no effect: keys are told by TLS alone, but tls.listen is not set and no next hop has tls: before its address (line 2)\n",
            _stage.Error.ToString());
        Assert.Equal($"{file}: ok, 2 trunks: carrier, pbx\n", _stage.Out.ToString());
    }

    [Fact]
    public async Task Check_config_exits_2_with_all_errors_on_standard_error()
    {
        var file = _stage.WriteConfiguration("\"a\": 1, \"b\": 2");

        Assert.Equal(2, await RunAsync("check-config", "--config", file));

        Assert.Equal(2, _stage.Error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal("", _stage.Out.ToString());
    }

    [Fact]
    public async Task Serve_exits_2_for_a_file_that_is_not_there()
    {
        Assert.Equal(2, await RunAsync("serve", "--config", "/nowhere/none.json"));

        Assert.StartsWith("/nowhere/none.json: $: cannot be read: ", _stage.Error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("serve")]
    [InlineData("serve", "--config")]
    [InlineData("check-config")]
    [InlineData("check-config", "--config", "a", "--verbose")]
    [InlineData("record")]
    [InlineData("demo", "--seconds", "9")]
    [InlineData("demo", "--seconds", "3601")]
    [InlineData("demo", "--seconds", "ten")]
    public async Task A_wrong_command_line_exits_2_and_starts_nothing(params string[] arguments)
    {
        Assert.Equal(2, await RunAsync(arguments));

        Assert.NotEqual("", _stage.Error.ToString());
        Assert.Empty(_stage.Steps);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("serve", "--help")]
    [InlineData("demo", "-h")]
    [InlineData("--version")]
    public async Task Help_and_version_exit_0(params string[] arguments)
    {
        Assert.Equal(0, await RunAsync(arguments));

        Assert.NotEqual("", _stage.Out.ToString());
    }

    private Task<int> RunAsync(params string[] arguments) => new RecorderCommandLine(_stage.Parts).RunAsync(arguments);
}
