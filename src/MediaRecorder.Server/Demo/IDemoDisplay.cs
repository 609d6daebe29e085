namespace MediaRecorder.Server.Demo;

/// <summary>Shows the call while it lasts.</summary>
internal interface IDemoDisplay
{
    /// <summary>Until <paramref name="over"/> is complete.</summary>
    Task ShowAsync(DemoCall call, Task over, TimeProvider time);
}
