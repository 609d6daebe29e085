using System.Diagnostics.CodeAnalysis;
using MediaRecorder.Calls.Model;
using MediaRecorder.Sip.Messages;

namespace MediaRecorder.Calls.Transfers;

/// <summary>
/// Where a number belongs that one side asked the other to call through us. The same number may mean another party on
/// the other trunk, so the Refer-To gets a mark that only we could have made, and the INVITE that brings the mark back
/// is routed as the referrer's own call would be. Owner: the SipWorker.
/// </summary>
internal sealed class ReferredTargets(Func<string> newToken)
{
    /// <summary>The URI parameter; of one hop, so it does not pass on.</summary>
    public const string Parameter = "x-referral";

    // A referral is followed at once or not at all (RFC 3515 §2.4.4 suggests a subscription of minutes).
    private const long LifetimeNs = 180_000_000_000;

    // A mark is some hundred bytes; who refers faster than this loses the oldest.
    private const int MaxMarks = 1024;

    private readonly Dictionary<string, (string User, TrunkModel Trunk, long ExpiresNs)> _marks =
        new(StringComparer.Ordinal);

    private readonly Queue<string> _inOrder = new();

    public int Count => _marks.Count;

    /// <summary>The target with a mark.</summary>
    /// <param name="target">A URI of ours without headers, with this user.</param>
    public string Mark(string target, string user, TrunkModel referrer, long nowNs)
    {
        while (_inOrder.TryPeek(out var oldest) && (_marks.Count == MaxMarks || _marks[oldest].ExpiresNs <= nowNs))
        {
            _marks.Remove(_inOrder.Dequeue());
        }

        var mark = newToken();
        _marks.Add(mark, (user, referrer, nowNs + LifetimeNs));
        _inOrder.Enqueue(mark);
        return $"{target};{Parameter}={mark}";
    }

    /// <summary>The trunk by whose route an INVITE goes that follows a referral; a mark serves for its number only.</summary>
    public bool TryFind(string requestUri, long nowNs, [NotNullWhen(true)] out TrunkModel? trunk)
    {
        trunk = SipUri.TryParse(requestUri, out var uri)
            && uri.Parameter(Parameter) is { } mark
            && _marks.TryGetValue(mark, out var found)
            && found.ExpiresNs > nowNs
            && found.User == uri.User
                ? found.Trunk
                : null;
        return trunk is not null;
    }
}
