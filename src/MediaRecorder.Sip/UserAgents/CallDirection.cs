namespace MediaRecorder.Sip.UserAgents;

/// <summary>Who sent the INVITE, seen from the agent.</summary>
public enum CallDirection
{
    Inbound,
    Outbound,
}
