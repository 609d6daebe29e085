using BenchmarkDotNet.Attributes;
using MediaRecorder.Buffers;

namespace MediaRecorder.Benchmarks.Buffers;

/// <summary>A message between threads, and the look into an empty mailbox that each turn of a loop takes.</summary>
public class MailboxBenchmarks
{
    private readonly Mailbox<string> _mailbox = new();

    [Benchmark]
    public int PostAndTake()
    {
        _mailbox.Post("message");
        return _mailbox.TryTake(out var message) ? message.Length : 0;
    }

    [Benchmark]
    public int LookIntoEmpty() => _mailbox.IsEmpty ? 1 : 0;
}
