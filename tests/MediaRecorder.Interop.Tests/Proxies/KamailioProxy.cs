using MediaRecorder.Interop.Tests.Tools;
using MediaRecorder.Interop.Tests.Wire;
using MediaRecorder.TestKit.Processes;

namespace MediaRecorder.Interop.Tests.Proxies;

/// <summary>
/// A kamailio of one test: it records its route, relays with state and keeps registrations in memory. It is several
/// processes; told to end, the first of them ends the others.
/// </summary>
public sealed class KamailioProxy : IAsyncDisposable
{
    private readonly ProcessUnderTest _process;

    private KamailioProxy(ProcessUnderTest process) => _process = process;

    /// <summary>What it wrote: a line for each request, and its complaints.</summary>
    public IReadOnlyList<string> Lines => _process.Lines;

    public static async Task<KamailioProxy> StartAsync(TempFolder root, KamailioOptions options)
    {
        var folder = Directory.CreateDirectory(root[$"kamailio-{options.At.Address}-{options.At.Port}"]).FullName;
        var file = Path.Combine(folder, "kamailio.cfg");
        await File.WriteAllTextAsync(file, Configuration(options));
        // -DD: the first process stays in the foreground; -E: it logs to standard error; 16 and 4 MiB of memory.
        var proxy = new KamailioProxy(
            ExternalTool.Start(
                "kamailio",
                ["-DD", "-E", "-f", file, "-w", folder, "-Y", folder, "-P", Path.Combine(folder, "pid"), "-m", "16", "-M", "4"],
                folder));
        try
        {
            await UdpPorts.WaitUntilBoundAsync(options.At);
            await TcpPorts.WaitUntilListeningAsync(options.At);
            return proxy;
        }
        catch (Exception e)
        {
            await proxy.DisposeAsync();
            throw new InvalidOperationException($"{e.Message}\n{string.Join('\n', proxy.Lines)}", e);
        }
    }

    /// <summary>Waits for a line such as <c>REGISTER sip:...</c>.</summary>
    public Task<string> SeesAsync(string regex) => _process.WaitForLineAsync(regex, TimeSpan.FromSeconds(15));

    public async ValueTask DisposeAsync()
    {
        _process.Signal(ProcessSignal.Terminate);
        try
        {
            await _process.WaitForExitAsync(TimeSpan.FromSeconds(15));
        }
        finally
        {
            await _process.DisposeAsync();
        }
    }

    private static string ModuleFolder()
    {
        var folder = Directory.GetDirectories("/usr/lib", "*-linux-gnu").Prepend("/usr/lib")
            .Select(lib => Path.Combine(lib, "kamailio/modules"))
            .FirstOrDefault(Directory.Exists);
        Assert.True(folder is not null, "kamailio has no modules here: apt-get install kamailio");
        return folder;
    }

    private static string Configuration(KamailioOptions options) => $$"""
        #!KAMAILIO
        debug=2
        log_stderror=yes
        children=2
        tcp_children=1
        disable_tcp=no
        dns=no
        rev_dns=no
        auto_aliases=no
        listen=udp:{{options.At}}
        listen=tcp:{{options.At}}
        mpath="{{ModuleFolder()}}/"
        loadmodule "tm.so"
        loadmodule "sl.so"
        loadmodule "rr.so"
        loadmodule "pv.so"
        loadmodule "maxfwd.so"
        loadmodule "textops.so"
        loadmodule "siputils.so"
        loadmodule "usrloc.so"
        loadmodule "registrar.so"
        loadmodule "auth.so"
        loadmodule "xlog.so"
        modparam("usrloc", "db_mode", 0)
        modparam("registrar", "use_path", 1)
        modparam("registrar", "path_mode", 0)
        modparam("registrar", "min_expires", 5)
        modparam("auth", "algorithm", "{{options.DigestAlgorithm}}")

        request_route {
          xlog("L_WARN", "$rm $ru from $proto:$si:$sp\n");
          if (!mf_process_maxfwd_header("10")) {
            sl_send_reply("483", "Too Many Hops");
            exit;
          }
          if (has_totag()) {
            if (loose_route()) {
              t_relay();
              exit;
            }
            if (is_method("ACK")) {
              if (t_check_trans()) t_relay();
              exit;
            }
            sl_send_reply("404", "Not here");
            exit;
          }
          if (is_method("CANCEL")) {
            if (t_check_trans()) t_relay();
            exit;
          }
          t_check_trans();
          if (is_method("OPTIONS")) {
            sl_send_reply("200", "OK");
            exit;
          }
          {{Challenge(options)}}
          if (is_method("REGISTER")) {
            {{(options.RefusesRegistrations ? "sl_send_reply(\"403\", \"Not you\"); exit;" : string.Empty)}}
            save("location");
            exit;
          }
          record_route();
          if (lookup("location")) {
            t_relay();
            exit;
          }
          {{Onward(options)}}
          t_relay();
        }

        """;

    private static string Challenge(KamailioOptions options) => options.Password is null ? string.Empty : $$"""
        if (is_method("REGISTER|INVITE")) {
            $var(known) = pv_auth_check("{{options.Realm}}", "{{options.Password}}", "0", "0");
            if ($var(known) < 0) {
              auth_challenge("{{options.Realm}}", "1");
              exit;
            }
            consume_credentials();
          }
        """;

    private static string Onward(KamailioOptions options)
    {
        if (options.NextHop is not { } hop)
            return string.Empty;
        var set = $"$du = \"sip:{hop}{(options.NextHopByTcp ? ";transport=tcp" : string.Empty)}\";";
        return options.Behind is { } behind ? $"if ($si != \"{behind}\") {set}" : set;
    }
}
