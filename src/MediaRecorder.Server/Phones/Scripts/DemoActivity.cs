namespace MediaRecorder.Server.Phones.Scripts;

/// <summary>What one person does at an instant, as the live picture shows it.</summary>
internal enum DemoActivity
{
    Waiting,
    Ringing,
    Speaking,
    Listening,
    Holding,
    Held,
    PressingKeys,
    ReadingCard,
    Ended,
}
