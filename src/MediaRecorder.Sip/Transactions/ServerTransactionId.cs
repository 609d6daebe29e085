namespace MediaRecorder.Sip.Transactions;

/// <summary>One request we received. Never reused in the life of its <see cref="TransactionLayer"/>.</summary>
public readonly record struct ServerTransactionId(long Value);
