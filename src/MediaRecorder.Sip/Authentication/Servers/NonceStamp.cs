namespace MediaRecorder.Sip.Authentication.Servers;

/// <summary>What a nonce of ours says of itself; serial numbers rise with the time.</summary>
internal readonly record struct NonceStamp(long IssuedNs, ulong Serial);
