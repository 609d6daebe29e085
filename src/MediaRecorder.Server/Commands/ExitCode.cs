namespace MediaRecorder.Server.Commands;

/// <summary>What the process tells whoever started it.</summary>
public static class ExitCode
{
    /// <summary>Done, or stopped as asked.</summary>
    public const int Success = 0;

    /// <summary>The demo gave no recording.</summary>
    public const int Failed = 1;

    /// <summary>The configuration or the command line is wrong; nothing was started.</summary>
    public const int BadConfiguration = 2;

    /// <summary>The environment refused: a port in use, a folder that cannot be written to.</summary>
    public const int BadEnvironment = 3;
}
