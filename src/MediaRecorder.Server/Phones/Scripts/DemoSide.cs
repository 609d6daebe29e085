namespace MediaRecorder.Server.Phones.Scripts;

/// <summary>The two people of the demo.</summary>
internal enum DemoSide
{
    Customer,
    Agent,
}
