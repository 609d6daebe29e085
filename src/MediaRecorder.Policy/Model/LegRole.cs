namespace MediaRecorder.Policy.Model;

/// <summary>Who speaks on a leg. Decides the leg's place in the layout, never the order of arrival (B-02).</summary>
public enum LegRole
{
    Customer,
    Agent,
    ThirdParty,

    /// <summary>A machine: an IVR or a queue.</summary>
    Flow,
}
