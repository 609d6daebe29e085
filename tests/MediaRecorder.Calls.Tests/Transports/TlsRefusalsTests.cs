using System.Net;
using MediaRecorder.Calls.Transports;
using MediaRecorder.TestKit.Simulation;
using Microsoft.Extensions.Logging;

namespace MediaRecorder.Calls.Tests.Transports;

// REQ: I-07
public sealed class TlsRefusalsTests
{
    private readonly ManualTime _time = new();
    private readonly Lines _lines = new();
    private readonly TlsRefusals _refusals;

    public TlsRefusalsTests() => _refusals = new TlsRefusals(_time, _lines);

    [Fact]
    public void An_address_is_told_of_once_a_minute_whatever_its_port()
    {
        _refusals.Tell(IPEndPoint.Parse("192.0.2.1:40000"), "first");
        _refusals.Tell(IPEndPoint.Parse("192.0.2.1:40001"), "second");
        _refusals.Tell(IPEndPoint.Parse("192.0.2.2:40000"), "other");
        _time.Advance(TimeSpan.FromSeconds(60));
        _refusals.Tell(IPEndPoint.Parse("192.0.2.1:40002"), "third");

        Assert.Equal(
            ["No TLS with 192.0.2.1:40000: first", "No TLS with 192.0.2.2:40000: other", "No TLS with 192.0.2.1:40002: third"],
            _lines.Told);
    }

    [Fact]
    public void A_crowd_of_strangers_fills_no_log()
    {
        for (var i = 0; i < 10_000; i++)
        {
            _refusals.Tell(new IPEndPoint(new IPAddress([10, 0, (byte)(i >> 8), (byte)i]), 5061), "noise");
        }

        Assert.Equal(TlsRefusals.MaxAddresses, _lines.Told.Count);
    }

    private sealed class Lines : ILogger
    {
        public List<string> Told { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Told.Add(formatter(state, exception));
    }
}
