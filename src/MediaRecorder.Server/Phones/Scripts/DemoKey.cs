namespace MediaRecorder.Server.Phones.Scripts;

/// <summary>A key that is down.</summary>
/// <param name="Digit">What it says.</param>
/// <param name="Place">Which key of its code, from 0: two equal keys in a row are two.</param>
internal readonly record struct DemoKey(char Digit, int Place);
