using MediaRecorder.Net;

namespace MediaRecorder.Server.Phones;

/// <summary>
/// Drives one phone: a thread of its own that waits on the sockets until the next 20 ms are due, so that the pace is
/// the clock's and not the pool's.
/// </summary>
internal sealed class PhoneThread : IDisposable
{
    private const int SipToken = 1;
    private const int RtpToken = 2;

    // Also how soon Dispose is noticed if its wake-up were lost.
    private const long LongestWaitNs = 200_000_000;

    private readonly DemoPhone _phone;
    private readonly PhoneSockets _sockets;
    private readonly MonotonicClock _clock;
    private readonly Thread _thread;
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly byte[] _datagram = new byte[65_535];
    private volatile bool _stop;

    public PhoneThread(DemoPhone phone, PhoneSockets sockets, MonotonicClock clock)
    {
        _phone = phone;
        _sockets = sockets;
        _clock = clock;
        _thread = new Thread(Run) { Name = $"demo-{phone.Side}", IsBackground = true };
    }

    /// <summary>Complete when the call is over on this side, well or not.</summary>
    public Task Completion => _completion.Task;

    public void Start() => _thread.Start();

    public void Dispose()
    {
        _stop = true;
        _sockets.Loop.Wake();
        if (_thread.ThreadState != ThreadState.Unstarted)
            _thread.Join();
    }

    private void Run()
    {
        try
        {
            _sockets.Loop.Add(_sockets.Sip, SipToken);
            _sockets.Loop.Add(_sockets.Rtp, RtpToken);
            _phone.Start(_clock.NowNs);
            Span<int> tokens = stackalloc int[2];

            // On after the end as well, so that the last retransmissions are answered; the owner disposes us.
            while (!_stop)
            {
                Turn(tokens);
                if (_phone.IsOver)
                    _completion.TrySetResult();
            }

        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or IOException)
        {
            _phone.Abandon(exception.Message);
        }

        _completion.TrySetResult();
    }

    private void Turn(Span<int> tokens)
    {
        var now = _clock.NowNs;
        if (now >= _phone.NextDeadlineNs)
            _phone.OnDeadline(now);
        Send();
        var wait = Math.Clamp(_phone.NextDeadlineNs - _clock.NowNs, 0, LongestWaitNs);
        var ready = _sockets.Loop.Wait(tokens, wait);
        for (var i = 0; i < ready; i++)
        {
            if (tokens[i] == SipToken)
                ReceiveSip();
            else
                ReceiveRtp();
        }

        Send();
    }

    private void ReceiveSip()
    {
        int bytes;
        while ((bytes = _sockets.Sip.TryReceive(_datagram, out var source)) >= 0)
        {
            if (bytes <= _datagram.Length)
                _phone.ReceiveSip(_datagram.AsSpan(0, bytes), source.ToIPEndPoint(), _clock.NowNs);
        }
    }

    private void ReceiveRtp()
    {
        while (_sockets.Rtp.TryReceive(_datagram, out _) >= 0)
            _phone.CountRtp();
    }

    private void Send()
    {
        while (_phone.TryTake(out var datagram))
        {
            var socket = datagram.IsRtp ? _sockets.Rtp : _sockets.Sip;
            socket.TrySend(datagram.Bytes.Span, SocketEndpoint.From(datagram.Destination));
        }
    }
}
