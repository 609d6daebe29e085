namespace MediaRecorder.Server.Phones;

/// <summary>The two people of the demo.</summary>
internal enum DemoSide
{
    Customer,
    Agent,
}
