namespace MediaRecorder.Calls.Model;

/// <summary>
/// Which side of a call a trunk is on: customers come through external trunks, agents sit behind internal ones.
/// </summary>
public enum TrunkSide
{
    External,
    Internal,
}
