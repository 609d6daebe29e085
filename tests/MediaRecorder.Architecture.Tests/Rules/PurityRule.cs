using System.Text.RegularExpressions;
using MediaRecorder.Architecture.Tests.Repository;

namespace MediaRecorder.Architecture.Tests.Rules;

/// <summary>
/// The pure ring has no sockets, files, threads, clocks, loggers or <c>async</c>; time comes as a parameter.
/// </summary>
public static class PurityRule
{
    // Type names are looked for rather than using lines: the implicit usings of the SDK bring most of these namespaces.
    private static readonly (string What, string Pattern)[] Forbidden =
    [
        ("socket", @"\b(Socket|UdpClient|TcpClient|TcpListener|NetworkStream|SocketAsyncEventArgs|SocketException)\b|\bDns\."),
        ("network client", @"\bSystem\.Net\.(Http|WebSockets|Security|NetworkInformation)\b|\bHttpClient\b"),
        ("file", @"\b(FileStream|FileInfo|DirectoryInfo|StreamReader|StreamWriter|SafeFileHandle|RandomAccess|FileSystemWatcher)\b|(?<![.\w])(File|Directory|Path)\.[A-Z]"),
        ("process or environment", @"\bEnvironment\.(GetEnvironmentVariable|TickCount|Exit|MachineName)|\bProcess\.(Start|GetCurrentProcess)|(?<![.\w])Console\."),
        ("thread", @"\b(Thread|ThreadPool|SynchronizationContext|PeriodicTimer|SemaphoreSlim|ManualResetEventSlim|ManualResetEvent|AutoResetEvent|CancellationToken|CancellationTokenSource)\b|\bnew Timer\("),
        ("task or async", @"\b(async|await)\b|\b(Task|ValueTask)\b[<.\s(]|\bParallel\.|\bIAsyncEnumerable\b"),
        ("concurrent collection", @"\bSystem\.Collections\.Concurrent\b|\bConcurrent(Dictionary|Queue|Bag|Stack)\b|\bSystem\.Threading\.Channels\b"),
        ("clock", @"\b(Stopwatch|TimeProvider)\b|\bDateTime(Offset)?\.(Utc)?Now\b|\bDateTime\.Today\b"),
        ("logger", @"\bMicrosoft\.Extensions\.Logging\b|\bILogger(Factory)?\b|\bLoggerMessage\b"),
        ("chance without a seed", @"\bRandom\.Shared\b|\bnew Random\(\)|\bGuid\.NewGuid\b|\bRandomNumberGenerator\b"),
    ];

    // RFC 8866 §5.7: IN IP4 or IN IP6 is an AddressFamily, and that enum lives in the namespace of the sockets.
    private const string SocketsNamespace = @"\busing\s+System\.Net\.Sockets\s*;";

    // Mailbox and BlockPool pass between threads under a short lock: that is what the room Buffers is for.
    private const string Lock = @"\block\s*\(|\b(Monitor|Lock|SpinLock|ReaderWriterLockSlim|Mutex)\b";

    public static IEnumerable<string> Check(string room, CSharpFile file)
    {
        foreach (var (what, pattern) in Forbidden)
        {
            foreach (var finding in Matches(file, pattern, what))
            {
                yield return finding;
            }
        }

        if (!Regex.IsMatch(file.Code, @"\bAddressFamily\b"))
        {
            foreach (var finding in Matches(file, SocketsNamespace, "socket"))
            {
                yield return finding;
            }
        }

        if (room != "Buffers")
        {
            foreach (var finding in Matches(file, Lock, "lock"))
            {
                yield return finding;
            }
        }
    }

    private static IEnumerable<string> Matches(CSharpFile file, string pattern, string what) =>
        Regex.Matches(file.Code, pattern)
            .Select(match => $"{file.Path}:{file.LineOf(match.Index)}: {what} in the pure ring: {match.Value.Trim()}");
}
