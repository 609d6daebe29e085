namespace MediaRecorder.Rtp.Events;

public enum DigitEdge
{
    Pressed,
    Released,
}
