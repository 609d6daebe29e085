using MediaRecorder.Calls.Conferences;

namespace MediaRecorder.Calls.Workers;

/// <summary>A command for the SipWorker: see <see cref="SipWorker.AddParty"/>.</summary>
internal sealed record PartyOrder(string Reference, string Number, Action<JoinAnswer> Answered);
