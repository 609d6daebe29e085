namespace MediaRecorder.Interop.Tests.Captures;

/// <summary>The two laws of G.711 with their static payload types (RFC 3551 table 4).</summary>
public enum G711Law
{
    Mu = 0,
    A = 8,
}
