using System.Net;
using System.Text;
using MediaRecorder.Calls.Model;
using MediaRecorder.Server.Configuration;
using MediaRecorder.Server.Models;
using MediaRecorder.Sip.SessionTimers;
using MediaRecorder.Sip.Transports;
using MediaRecorder.TestKit.Processes;
using Microsoft.Extensions.Logging;
using static MediaRecorder.Server.Tests.Configuration.ConfigurationText;

namespace MediaRecorder.Server.Tests.Configuration;

public class ConfigurationFileTests
{
    [Fact]
    public void Trunks_alone_are_a_configuration_with_every_default()
    {
        var model = Model(Parse($"{{ {Trunks} }}"));

        Assert.Equal(IPEndPoint.Parse("127.0.0.1:5060"), model.Calls.SipListen);
        Assert.Equal(
            (10_000, 29_999, 1000), (model.Calls.FirstMediaPort, model.Calls.LastMediaPort, model.Calls.MaxCalls));
        Assert.Equal(TimeSpan.FromMinutes(3), model.Calls.NoAnswerTimeout);
        Assert.Equal(["#11#", "#11"], model.Calls.Keypad.PauseCodes);
        Assert.Equal(["#12#", "#12"], model.Calls.Keypad.ResumeCodes);
        Assert.Equal(new MediaModel(Cores - 1, 4 << 20), model.Media);
        Assert.Equal(
            new RecordingModel("/work/dir/recordings", "/work/dir/recordings/.spool", 64 << 20), model.Recording);
        Assert.Equal(IPEndPoint.Parse("127.0.0.1:8080"), model.Http.Listen);
        Assert.Equal(new LogModel(LogFormat.Text, LogLevel.Information), model.Log);
        var carrier = model.Calls.Trunks["carrier"];
        Assert.Equal((TrunkSide.External, "pbx"), (carrier.Side, carrier.RouteTo));
        Assert.Equal((true, false, true), (carrier.Record, carrier.RecordHolds, carrier.KeypadPause));
    }

    [Fact]
    public void Every_value_reaches_the_model()
    {
        var model = Model(Parse(
            """
            {
              "sip": { "listen": "[::1]:5062", "maxCalls": 7, "noAnswerTimeoutSeconds": 9, "sessionSeconds": 600, "minSessionSeconds": 120 },
              "media": { "address": "10.0.0.9", "ports": "20000-20007", "workers": 3, "ringBytes": 65536 },
              "recording": { "folder": "/data/rec", "spool": "../spool", "maxBufferBytes": 1048576 },
              "http": { "listen": "0.0.0.0:9100" },
              "log": { "format": "json", "level": "debug" },
              "keypad": { "pause": ["*1"], "resume": ["*2", "D9"], "interDigitTimeoutMs": 2500 },
              "trunks": {
                "a": {
                  "side": "internal", "allow": ["10.1.0.0/16", "[2001:db8::1]:5060"], "nextHop": "[2001:db8::1]:5070",
                  "routeTo": "a", "record": false, "recordHolds": true, "keypadPause": false
                }
              }
            }
            """));

        Assert.Equal(IPEndPoint.Parse("[::1]:5062"), model.Calls.SipListen);
        Assert.Equal((7, TimeSpan.FromSeconds(9)), (model.Calls.MaxCalls, model.Calls.NoAnswerTimeout));
        Assert.Equal(new SessionTimerTerms(600, 120), model.Calls.SessionTimer);
        Assert.Equal(IPAddress.Parse("10.0.0.9"), model.Calls.MediaAddress);
        Assert.Equal((20_000, 20_007), (model.Calls.FirstMediaPort, model.Calls.LastMediaPort));
        Assert.Equal(new MediaModel(3, 65_536), model.Media);
        Assert.Equal(new RecordingModel("/data/rec", "/work/spool", 1 << 20), model.Recording);
        Assert.Equal(IPEndPoint.Parse("0.0.0.0:9100"), model.Http.Listen);
        Assert.Equal(new LogModel(LogFormat.Json, LogLevel.Debug), model.Log);
        Assert.Equal(["*2", "D9"], model.Calls.Keypad.ResumeCodes);
        Assert.Equal(TimeSpan.FromMilliseconds(2500), model.Calls.Keypad.InterDigitTimeout);
        var trunk = Assert.Single(model.Calls.Trunks).Value;
        Assert.Equal((false, true, false), (trunk.Record, trunk.RecordHolds, trunk.KeypadPause));
        Assert.Equal(5060, trunk.Allow[1].Port);
        Assert.Equal(new SipHop(SipTransport.Udp, IPEndPoint.Parse("[2001:db8::1]:5070")), trunk.NextHop);
    }

    [Fact]
    public void The_spool_lies_in_the_folder_unless_it_is_given()
    {
        Assert.Equal("/data/rec/.spool", Model(With("\"recording\": { \"folder\": \"/data/rec\" }")).Recording.Spool);
    }

    [Fact]
    public void One_core_still_gives_one_worker()
    {
        var model = ConfigurationFile.Parse(Encoding.UTF8.GetBytes($"{{ {Trunks} }}"), WorkingFolder, cores: 1).Model!;

        Assert.Equal(1, model.Media.Workers);
    }

    // REQ: I-02
    [Fact]
    public void All_errors_of_a_file_are_reported_at_once_in_its_order_and_each_with_its_line()
    {
        var result = Parse(
            """
            {
              "sip": { "listen": 5 },
              "media": { "ports": "1-2", "wokers": 2 },
              "trunks": {
                "a": {
                  "side": "external",
                  "allow": [],
                  "nextHop": "10.0.0.1:5060"
                }
              },
              "extra": 1
            }
            """);

        Assert.Equal(
            [
                ("$.sip.listen", 2), ("$.media.wokers", 3), ("$.media.ports", 3), ("$.trunks.a.routeTo", 5),
                ("$.trunks.a.allow", 7), ("$.extra", 11),
            ],
            result.Errors.Select(e => (e.Path, e.Line)));
    }

    [Fact]
    public void An_error_is_shown_as_file_path_reason_line()
    {
        var withLine = new ConfigurationError("$.sip.listen", "is wrong", 3);
        var without = new ConfigurationError("$.sip.listen", "is in use");

        Assert.Equal("a.json: $.sip.listen: is wrong (line 3)", withLine.Describe("a.json"));
        Assert.Equal("a.json: $.sip.listen: is in use", without.Describe("a.json"));
    }

    [Theory]
    [InlineData("\"sipp\": {}", "$.sipp", "did you mean \"sip\"?")]
    [InlineData("\"sip\": { \"maxcalls\": 1 }", "$.sip.maxcalls", "did you mean \"maxCalls\"?")]
    [InlineData("\"sip\": { \"calls.max\": 1 }", "$.sip['calls.max']", "is not a known key")]
    [InlineData("\"sip\": { \"listen\": \"10.0.0.1:5060\", \"listn\": 1 }", "$.sip.listn", "did you mean \"listen\"?")]
    public void An_unknown_key_is_refused_with_the_nearest_one(string section, string path, string reason)
    {
        var error = OnlyError(With(section));

        Assert.Equal(path, error.Path);
        Assert.Contains(reason, error.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_resembles_none_gets_no_suggestion()
    {
        Assert.Equal("is not a known key", OnlyError(With("\"telemetry\": {}")).Reason);
    }

    [Theory]
    [InlineData("\"sip\": {}, \"sip\": {}", "$.sip")]
    [InlineData("\"sip\": { \"maxCalls\": 1, \"maxCalls\": 1 }", "$.sip.maxCalls")]
    [InlineData("\"sip\": { \"maxCalls\": 1, \"max\\u0043alls\": 2 }", "$.sip.maxCalls")]
    public void A_key_written_twice_is_refused(string section, string path)
    {
        Assert.Equal((path, "is written more than once"), OnlyError(With(section)));
    }

    [Theory]
    [InlineData("\"sip\": []", "$.sip", "must be an object, not a list")]
    [InlineData("\"sip\": null", "$.sip", "must be an object, not null")]
    [InlineData("\"sip\": { \"listen\": null }", "$.sip.listen", "must be a text, not null")]
    [InlineData("\"sip\": { \"maxCalls\": \"5\" }", "$.sip.maxCalls", "must be a number, not a text")]
    [InlineData("\"keypad\": { \"pause\": \"#11#\" }", "$.keypad.pause", "must be a list, not a text")]
    [InlineData("\"keypad\": { \"pause\": [ 11 ] }", "$.keypad.pause[0]", "must be a text, not a number")]
    [InlineData("\"recording\": { \"folder\": true }", "$.recording.folder", "must be a text, not true or false")]
    public void A_value_of_another_type_is_refused_and_nothing_else_said_of_it(
        string section, string path, string reason)
    {
        Assert.Equal((path, reason), OnlyError(With(section)));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("100001")]
    [InlineData("1.5")]
    [InlineData("1e3")]
    [InlineData("99999999999999999999")]
    public void A_number_outside_its_range_is_refused_with_the_range(string number)
    {
        var error = OnlyError(With($"\"sip\": {{ \"maxCalls\": {number} }}"));

        Assert.Equal(("$.sip.maxCalls", $"must be a whole number from 1 to 100000, not {number}"), error);
    }

    [Theory]
    [InlineData("sip", "")]
    [InlineData("sip", "localhost:5060")]
    [InlineData("sip", "127.0.0.1")]
    [InlineData("sip", "127.0.0.1:0")]
    [InlineData("sip", "127.0.0.1:65536")]
    [InlineData("sip", "127.1:5060")]
    [InlineData("sip", "::1:5060")]
    [InlineData("sip", "0.0.0.0:5060")]
    [InlineData("sip", "[::]:5060")]
    [InlineData("http", ":8080")]
    [InlineData("http", "*:8080")]
    public void A_bad_listen_address_is_refused(string section, string listen)
    {
        Assert.Equal($"$.{section}.listen", OnlyError(With($"\"{section}\": {{ \"listen\": \"{listen}\" }}")).Path);
    }

    [Theory]
    [InlineData("10.0.0")]
    [InlineData("10.0.0.1:5000")]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("media.example")]
    public void A_bad_media_address_is_refused(string address)
    {
        Assert.Equal("$.media.address", OnlyError(With($"\"media\": {{ \"address\": \"{address}\" }}")).Path);
    }

    [Theory]
    [InlineData("10001-10100", "even")]
    [InlineData("10000-10100", "even")]
    [InlineData("10000-10001", "4 ports")]
    [InlineData("10003-10000", "even")]
    [InlineData("20000-10001", "4 ports")]
    [InlineData("10000", "range")]
    [InlineData("10000-", "range")]
    [InlineData("10000-20001-30001", "range")]
    [InlineData("1022-2001", "range")]
    [InlineData("65000-65537", "range")]
    [InlineData(" 10000-20001", "range")]
    public void A_bad_port_range_is_refused(string ports, string about)
    {
        var error = OnlyError(With($"\"media\": {{ \"ports\": \"{ports}\" }}"));

        Assert.Equal("$.media.ports", error.Path);
        Assert.Contains(about, error.Reason, StringComparison.Ordinal);
    }

    // REQ: J-01
    [Theory]
    [InlineData(1, 1, 4_194_304)]
    [InlineData(400, 1, 4_194_304)]
    [InlineData(1300, 1, 16_777_216)]
    [InlineData(1300, 4, 4_194_304)]
    [InlineData(100_000, 1, 1_073_741_824)]
    public void The_ring_is_as_large_as_the_calls_want(int maxCalls, int workers, int ringBytes)
    {
        var model = Model(With($"\"sip\": {{ \"maxCalls\": {maxCalls} }}, \"media\": {{ \"workers\": {workers} }}"));
        Assert.Equal(ringBytes, model.Media.RingBytes);
    }

    [Fact]
    public void SIP_may_not_listen_on_a_media_port_of_the_same_address()
    {
        Assert.Equal("$.sip.listen", OnlyError(With("\"sip\": { \"listen\": \"127.0.0.1:10000\" }")).Path);
        Model(With("\"sip\": { \"listen\": \"127.0.0.9:10000\" }"));
    }

    [Theory]
    [InlineData("\"media\": { \"ringBytes\": 65537 }", "$.media.ringBytes")]
    [InlineData("\"media\": { \"ringBytes\": 32768 }", "$.media.ringBytes")]
    [InlineData("\"recording\": { \"folder\": \" \" }", "$.recording.folder")]
    [InlineData("\"recording\": { \"spool\": \"a\\u0000b\" }", "$.recording.spool")]
    [InlineData("\"log\": { \"format\": \"xml\" }", "$.log.format")]
    [InlineData("\"log\": { \"level\": \"Information\" }", "$.log.level")]
    public void Other_values_without_sense_are_refused(string section, string path)
    {
        Assert.Equal(path, OnlyError(With(section)).Path);
    }

    // REQ: C-04
    [Theory]
    [InlineData("[\"#11x\"]", "[\"#12#\"]", "$.keypad.pause[0]")]
    [InlineData("[\"\"]", "[\"#12#\"]", "$.keypad.pause[0]")]
    [InlineData("[\"11111111111111111\"]", "[\"#12#\"]", "$.keypad.pause[0]")]
    [InlineData("[\"#11#\", \"#11#\"]", "[\"#12#\"]", "$.keypad.pause[1]")]
    [InlineData("[\"#11#\"]", "[\"#12#\", \"#11#\"]", "$.keypad.resume[1]")]
    [InlineData("[\"#1\"]", "[\"#12#\"]", "$.keypad.resume[0]")]
    [InlineData("[\"#12#\"]", "[\"#1\"]", "$.keypad.resume[0]")]
    public void Keypad_codes_that_cannot_be_dialled_or_told_apart_are_refused(string pause, string resume, string path)
    {
        Assert.Equal(path, OnlyError(With($"\"keypad\": {{ \"pause\": {pause}, \"resume\": {resume} }}")).Path);
    }

    // REQ: A-03
    [Theory]
    [InlineData("10.0.0.0/8", "10.1.2.3")]
    [InlineData("10.1.2.3", "10.0.0.0/8")]
    [InlineData("10.1.2.3:5060", "10.1.2.3")]
    [InlineData("10.0.0.0/8:5060", "10.1.0.0/16:5060")]
    [InlineData("2001:db8::/32", "2001:db8::1")]
    public void Trunks_whose_sources_overlap_are_refused(string first, string second)
    {
        var error = OnlyError(TwoTrunks(first, second));

        Assert.Equal(("$.trunks.b.allow[0]", "overlaps $.trunks.a.allow[0]: a source must belong to one trunk"), error);
    }

    [Theory]
    [InlineData("10.1.2.3:5060", "10.1.2.3:5061")]
    [InlineData("10.0.0.0/16", "10.1.0.0/16")]
    [InlineData("0.0.0.0/0", "::/0")]
    public void Trunks_whose_sources_can_be_told_apart_are_accepted(string first, string second)
    {
        Model(TwoTrunks(first, second));
    }

    [Fact]
    public void A_trunk_may_name_a_source_twice_itself()
    {
        Model(WithTrunk(allow: "[\"10.0.0.0/8\", \"10.0.0.1:5060\"]"));
    }

    [Fact]
    public void A_route_that_leads_to_no_trunk_is_refused_with_the_nearest()
    {
        var trunks = Trunks.Replace("\"routeTo\": \"pbx\"", "\"routeTo\": \"pbxx\"", StringComparison.Ordinal);

        var error = OnlyError(Parse($"{{ {trunks} }}"));

        Assert.Equal(("$.trunks.carrier.routeTo", "names no trunk: \"pbxx\"; did you mean \"pbx\"?"), error);
    }

    [Fact]
    public void A_trunk_must_say_who_it_is_whom_it_trusts_and_where_it_leads()
    {
        var result = Parse("""{ "trunks": { "a": {} } }""");

        Assert.Equal(
            ["$.trunks.a.side", "$.trunks.a.allow", "$.trunks.a.nextHop", "$.trunks.a.routeTo"],
            result.Errors.Select(e => e.Path));
    }

    [Theory]
    [InlineData("side", "\"inside\"")]
    [InlineData("side", "1")]
    [InlineData("allow", "[]")]
    [InlineData("allow", "\"10.0.0.1\"")]
    [InlineData("nextHop", "\"sbc.example:5060\"")]
    [InlineData("nextHop", "\"10.0.0.1\"")]
    [InlineData("routeTo", "\"\"")]
    public void A_bad_value_of_a_trunk_is_refused_once(string key, string value)
    {
        var result = key switch
        {
            "side" => WithTrunk(side: value),
            "allow" => WithTrunk(allow: value),
            "nextHop" => WithTrunk(nextHop: value),
            _ => WithTrunk(routeTo: value),
        };

        Assert.Equal("$.trunks.a." + key, OnlyError(result).Path);
    }

    [Fact]
    public void A_source_that_is_no_address_is_refused_at_its_place()
    {
        Assert.Equal("$.trunks.a.allow[1]", OnlyError(WithTrunk(allow: "[\"10.0.0.1\", \"sbc.example\"]")).Path);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "trunks": {} }""")]
    [InlineData("""{ "trunks": [] }""")]
    public void A_configuration_without_trunks_is_refused(string json)
    {
        Assert.Equal("$.trunks", OnlyError(Parse(json)).Path);
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("")]
    [InlineData("Ü")]
    [InlineData("a.b")]
    public void A_trunk_name_that_is_no_word_is_refused(string name)
    {
        var result = Parse(
            $$"""
            {
              "trunks": {
                "{{name}}": {
                  "side": "external", "allow": ["10.0.0.1"], "nextHop": "10.0.0.1:5060", "routeTo": "{{name}}"
                }
              }
            }
            """);

        Assert.Equal($"$.trunks['{name}']", OnlyError(result).Path);
    }

    [Theory]
    [InlineData("", 1, 1)]
    [InlineData("{", 1, 2)]
    [InlineData("{\n  \"sip\": {,}\n}", 2, 11)]
    [InlineData("{} {}", 1, 4)]
    [InlineData("{ 'sip': 1 }", 1, 3)]
    public void Broken_json_is_refused_with_line_and_column(string json, int line, int column)
    {
        var result = Parse(json);

        var error = Assert.Single(result.Errors);
        Assert.Equal(("$", line), (error.Path, error.Line));
        Assert.StartsWith($"is not JSON at line {line}, column {column}: ", error.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("BytePositionInLine", error.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Comments_trailing_commas_a_byte_order_mark_and_a_schema_are_no_errors()
    {
        Model(Parse($"\uFEFF// first\n{{ \"$schema\": \"x\", /* second */ {Trunks}, }} // last"));
    }

    [Fact]
    public void A_file_of_other_bytes_is_refused()
    {
        Assert.Equal(
            ("$", "is not UTF-8 text"), OnlyError(ConfigurationFile.Parse([0x7B, 0xFF, 0x7D], WorkingFolder, Cores)));
        Assert.Equal("$", OnlyError(Parse("""{ "sip": { "listen": "\ud800" } }""")).Path);
    }

    [Fact]
    public void Nesting_without_end_is_refused()
    {
        Assert.Equal("$", OnlyError(Parse(new string('[', 100_000))).Path);
    }

    // REQ: I-07
    [Fact]
    public void Damaged_files_are_refused_or_read_and_never_throw()
    {
        var random = new Random(20261120);
        var whole = File.ReadAllBytes(Fakes.Checkout.ConfigFile);
        for (var round = 0; round < 2000; round++)
        {
            var damaged = (byte[])whole.Clone();
            for (var i = random.Next(1, 6); i > 0; i--)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(32, 127);

            var result = ConfigurationFile.Parse(damaged, WorkingFolder, Cores);

            Assert.Equal(result.Model is null, !result.Errors.IsEmpty);
            Assert.All(result.Errors, error => Assert.DoesNotContain('\n', error.Describe("f")));
        }
    }

    [Fact]
    public void What_a_file_says_cannot_break_the_line_of_an_error()
    {
        var error = OnlyError(With("\"log\": { \"format\": \"a\\nb\\u001b[31m\" }"));

        Assert.DoesNotContain('\n', error.Reason);
        Assert.DoesNotContain('\u001b', error.Reason);
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_an_error_like_any_other()
    {
        using var folder = new TempFolder();

        var missing = OnlyError(ConfigurationFile.Load(folder["none.json"]));

        Assert.StartsWith("cannot be read: ", missing.Reason, StringComparison.Ordinal);
        Assert.Equal("$", OnlyError(ConfigurationFile.Load(folder.Path)).Path);
        Assert.Equal("$", OnlyError(ConfigurationFile.Load("")).Path);
    }

    [Fact]
    public void A_file_larger_than_any_configuration_is_refused()
    {
        using var folder = new TempFolder();
        var file = folder.Write("large.json", new string(' ', (4 << 20) + 1));

        Assert.Equal(("$", "is larger than 4194304 bytes"), OnlyError(ConfigurationFile.Load(file)));
    }

    private static ConfigurationResult TwoTrunks(string first, string second)
    {
        return Parse(
            $$"""
            {
              "trunks": {
                "a": { "side": "external", "allow": ["{{first}}"], "nextHop": "10.0.0.1:5060", "routeTo": "b" },
                "b": { "side": "internal", "allow": ["{{second}}"], "nextHop": "10.0.0.2:5060", "routeTo": "a" }
              }
            }
            """);
    }
}
