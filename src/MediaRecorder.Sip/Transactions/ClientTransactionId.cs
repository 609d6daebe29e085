namespace MediaRecorder.Sip.Transactions;

/// <summary>One request we sent. Never reused in the life of its <see cref="TransactionLayer"/>.</summary>
public readonly record struct ClientTransactionId(long Value);
