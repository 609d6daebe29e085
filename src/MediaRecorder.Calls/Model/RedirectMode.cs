namespace MediaRecorder.Calls.Model;

/// <summary>What becomes of a 3xx that a trunk's peer answers to an INVITE. REQ A-04.</summary>
public enum RedirectMode
{
    /// <summary>It goes to the caller with its Contacts.</summary>
    Pass,

    /// <summary>The recorder tries the Contacts, as far as they are next hops of its own.</summary>
    Follow,
}
