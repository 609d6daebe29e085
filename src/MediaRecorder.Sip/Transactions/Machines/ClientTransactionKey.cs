namespace MediaRecorder.Sip.Transactions.Machines;

/// <summary>
/// RFC 3261 §17.1.3: a response belongs to the request with the same branch and the same method in CSeq (a CANCEL
/// shares its INVITE's branch). Branches are compared octet by octet: peers copy our Via as it is.
/// </summary>
internal readonly record struct ClientTransactionKey(string Branch, string Method);
