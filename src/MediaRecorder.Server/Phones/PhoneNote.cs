using MediaRecorder.Server.Phones.Scripts;

namespace MediaRecorder.Server.Phones;

/// <summary>Something a person of the demo did.</summary>
/// <param name="Side">Who.</param>
/// <param name="At">Seconds since the answer; null before it.</param>
/// <param name="Text">What, in the present tense.</param>
internal sealed record PhoneNote(DemoSide Side, double? At, string Text);
