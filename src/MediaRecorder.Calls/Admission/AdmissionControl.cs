using System.Net;
using MediaRecorder.Calls.Signalling;
using MediaRecorder.Sip.Messages;

namespace MediaRecorder.Calls.Admission;

/// <summary>
/// Whether a new call is taken. Requests inside a dialog never come here: what runs goes on. Owner: the SipWorker.
/// </summary>
internal sealed class AdmissionControl(AdmissionModel model, int maxCalls)
{
    /// <summary>
    /// Half of RFC 3261's T1: who waits longer than T1 repeats itself, and then each message is read twice and the loop
    /// falls behind for good.
    /// </summary>
    private const long MaxBehindNs = 250_000_000;

    private readonly SourceRates _sources = new(model.MaxCallsPerSecondPerSource);
    private CallRate _all;
    private long? _behindSinceNs;

    /// <summary>The answer to whoever is not taken, or asks while draining. RFC 3261 §20.33, §21.5.4.</summary>
    public static Refusal Unavailable { get; } = new(503, "Retry-After", "10");

    /// <summary>Running calls end in peace, new ones are not taken.</summary>
    public bool IsDraining { get; set; }

    /// <summary>
    /// What an OPTIONS outside a dialog is told: peers that ask for our health move away as soon as we drain.
    /// </summary>
    public Refusal OptionsAnswer => IsDraining ? Unavailable : RequestScreening.OptionsAnswer;

    /// <summary>Told once a turn whether messages still wait in the sockets.</summary>
    public void NoteBacklog(bool waits, long turnNs)
    {
        _behindSinceNs = waits ? _behindSinceNs ?? turnNs : null;
    }

    /// <summary>Why this INVITE makes no call; null when it may.</summary>
    public AdmissionRefusal? Check(SipMessage invite, IPAddress source, int activeCalls, long nowNs)
    {
        if (IsDraining)
        {
            return AdmissionRefusal.Draining;
        }

        if (activeCalls >= maxCalls)
        {
            return AdmissionRefusal.AdmissionLimit;
        }

        if (EmergencyCalls.Includes(invite))
        {
            return null;
        }

        if (nowNs - _behindSinceNs > MaxBehindNs)
        {
            return AdmissionRefusal.Overload;
        }

        if (model.MaxCallsPerSecondPerSource > 0 && !_sources.TryTake(source, nowNs))
        {
            return AdmissionRefusal.SourceRateLimit;
        }

        return model.MaxCallsPerSecond > 0 && !_all.TryTake(model.MaxCallsPerSecond, nowNs)
            ? AdmissionRefusal.RateLimit
            : null;
    }
}
