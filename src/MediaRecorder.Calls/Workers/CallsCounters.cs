using MediaRecorder.Calls.Admission;
using MediaRecorder.Calls.B2bua;
using MediaRecorder.Calls.Stations;
using MediaRecorder.Policy.Cues;
using MediaRecorder.Sip.Authentication.Servers;
using MediaRecorder.Sip.Messages;

namespace MediaRecorder.Calls.Workers;

/// <summary>What the SipWorker counts. Written by it only, read by the metrics at any time.</summary>
public sealed class CallsCounters
{
    private readonly long[] _ended = new long[Enum.GetValues<CallOutcome>().Length];
    private readonly long[] _requests = new long[Enum.GetValues<SipMethod>().Length];
    private readonly long[] _responses = new long[7];
    private readonly long[] _registers = new long[Enum.GetValues<RegisterOutcome>().Length];
    private readonly long[] _keys = new long[Enum.GetValues<KeyWay>().Length];
    private readonly long[] _notAdmitted = new long[Enum.GetValues<AdmissionRefusal>().Length];

    public long CallsOffered { get; internal set; }

    public long CallsAnswered { get; internal set; }

    /// <summary>INVITEs answered by ourselves with a failure.</summary>
    public long CallsRefused { get; internal set; }

    /// <summary>Of the refused: every trunk that the call could use was full. REQ A-03.</summary>
    public long CallsOverTrunkLimit { get; internal set; }

    /// <summary>INVITEs that went on to another next hop because one had failed. REQ A-03.</summary>
    public long Failovers { get; internal set; }

    /// <summary>Of the refused: no media port was free.</summary>
    public long CallsWithoutPorts { get; internal set; }

    /// <summary>m-lines of running calls refused: no media port was free, or the call has too many.</summary>
    public long LinesWithoutPorts { get; internal set; }

    /// <summary>Datagrams from an address that no trunk allows. REQ A-03.</summary>
    public long UnknownSources { get; internal set; }

    /// <summary>REFERs refused before anybody acted on them.</summary>
    public long RefersRefused { get; internal set; }

    /// <summary>INVITEs with Replaces for one of our dialogs, refused.</summary>
    public long ReplacesRefused { get; internal set; }

    /// <summary>Parties that took another's place within a call.</summary>
    public long PartiesReplaced { get; internal set; }

    /// <summary>REFERs that the recorder carried out itself, without success.</summary>
    public long TransfersFailed { get; internal set; }

    /// <summary>Third parties that joined a call. REQ C-05.</summary>
    public long PartiesJoined { get; internal set; }

    /// <summary>Third parties that were called and did not join.</summary>
    public long JoinsFailed { get; internal set; }

    /// <summary>Of the refused: calls of ours that came back to us in a circle.</summary>
    public long CallsLooped { get; internal set; }

    /// <summary>Codecs that recorded calls agreed on and that are silence in their recordings. REQ A-08.</summary>
    public long UnrecordableCodecs { get; internal set; }

    public long MalformedMessages { get; internal set; }

    /// <summary>How requests on trunks that authenticate were judged. REQ A-03.</summary>
    public DigestCounters Authentications { get; } = new();

    /// <summary>Challenges of trunks answered with our credentials.</summary>
    public long ChallengesAnswered { get; internal set; }

    /// <summary>Challenges of trunks that have our credentials and still refused.</summary>
    public long ChallengesFailed { get; internal set; }

    /// <summary>INFOs whose body should be a key and cannot be read; they pass on.</summary>
    public long MalformedKeys { get; internal set; }

    public long Keepalives { get; internal set; }

    /// <summary>Messages the loop dropped because handling them failed: a defect of ours.</summary>
    public long MessageFaults { get; internal set; }

    /// <summary>Datagrams the kernel did not take; the transaction timers repeat them.</summary>
    public long SendErrors { get; internal set; }

    /// <summary>Of the refused: by admission control. REQ A-09.</summary>
    public long NotAdmitted(AdmissionRefusal reason) => _notAdmitted[(int)reason];

    /// <summary>REGISTERs by what became of them. REQ A-06.</summary>
    public long Registers(RegisterOutcome outcome) => _registers[(int)outcome];

    /// <summary>Keys of agents in recorded calls, by the way they came; one key may come by several. REQ C-04.</summary>
    public long Keys(KeyWay way) => _keys[(int)way];

    public long Ended(CallOutcome outcome) => _ended[(int)outcome];

    public long Requests(SipMethod method) => _requests[(int)method];

    /// <param name="statusClass">1 for 1xx to 6 for 6xx.</param>
    public long Responses(int statusClass) => _responses[statusClass];

    internal void KeyHeard(KeyWay way, int count) => _keys[(int)way] += count;

    internal void CallNotAdmitted(AdmissionRefusal reason) => _notAdmitted[(int)reason]++;

    internal void Registered(RegisterOutcome outcome) => _registers[(int)outcome]++;

    internal void CallEnded(CallOutcome outcome) => _ended[(int)outcome]++;

    internal void Received(SipMessage message)
    {
        if (message.IsRequest)
        {
            _requests[(int)message.Method]++;
        }
        else
        {
            _responses[Math.Clamp(message.StatusCode / 100, 0, 6)]++;
        }
    }
}
