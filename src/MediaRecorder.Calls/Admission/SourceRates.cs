using System.Net;
using System.Runtime.InteropServices;

namespace MediaRecorder.Calls.Admission;

/// <summary>
/// The call rate of each address. Bounded: a trunk may allow a whole network. Beyond the bound the sources that are not
/// in the table share one bucket. Owner: the SipWorker.
/// </summary>
internal sealed class SourceRates(int perSecond)
{
    /// <summary>Sources with a bucket of their own; far more than a recorder has peers.</summary>
    public const int MaxSources = 1024;

    private readonly Dictionary<IPAddress, CallRate> _rates = [];
    private CallRate _others;

    public int Count => _rates.Count;

    public bool TryTake(IPAddress source, long nowNs)
    {
        if (_rates.Count >= MaxSources && !_rates.ContainsKey(source))
        {
            Forget(nowNs);
            if (_rates.Count >= MaxSources)
            {
                return _others.TryTake(perSecond, nowNs);
            }
        }

        return CollectionsMarshal.GetValueRefOrAddDefault(_rates, source, out _).TryTake(perSecond, nowNs);
    }

    private void Forget(long nowNs)
    {
        // Removing does not disturb the enumeration of a Dictionary.
        foreach (var (source, rate) in _rates)
        {
            if (rate.IsFull(nowNs))
            {
                _rates.Remove(source);
            }
        }
    }
}
