namespace MediaRecorder.Calls.Stations;

/// <summary>How a registrar is made to send the calls of its phones through us. REQ A-06.</summary>
public enum StationRouting
{
    /// <summary>The Contact it is given is ours; every registrar knows how to call it.</summary>
    Contact,

    /// <summary>The Contact stays the phone's, and a Path header (RFC 3327) asks for a Route through us.</summary>
    Path,
}
