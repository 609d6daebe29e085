namespace MediaRecorder.Media.Paths;

/// <summary>The two sides of a relay path: ingress faces the caller, egress faces the callee.</summary>
public enum LegSide
{
    Ingress,
    Egress,
}
