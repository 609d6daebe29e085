using MediaRecorder.Calls.Transfers;

namespace MediaRecorder.Calls.Conferences;

/// <summary>What became of the wish that a third party join a call.</summary>
public enum JoinAnswer
{
    /// <summary>It is being called; the others go on talking until it answers.</summary>
    Inviting,

    NoSuchCall,

    /// <summary>The call is not answered yet, or one of its parties is being replaced.</summary>
    NotTalking,

    /// <summary>A third party is being called already.</summary>
    Busy,

    /// <summary>The call has as many parties as a bridge takes, or no media port is free.</summary>
    Full,

    /// <summary>The parties' codecs cannot be mixed here, or the third party's trunk wants keys that may not be told.</summary>
    NotMixable,

    /// <summary>No number, or none that can be called from here.</summary>
    NoTarget,
}

/// <summary>Who asks for a third party, and what it is told of it.</summary>
/// <param name="Subscription">Of the party that sent a REFER; null for the API.</param>
internal readonly record struct JoinAsker(ReferSubscription? Subscription, string Evidence);
