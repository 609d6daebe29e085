namespace MediaRecorder.Load.Commands;

/// <summary>How the program ends.</summary>
internal static class ExitCode
{
    public const int Clean = 0;

    /// <summary>Something was lost, failed, or is wrong in a recording; also what System.CommandLine returns for a
    /// wrong command line.</summary>
    public const int NotClean = 1;

    /// <summary>The run could not be made: an address in use, for one.</summary>
    public const int NoRun = 2;
}
