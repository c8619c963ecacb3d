namespace Houle.CommandLine;

/// <summary>What the exit code of every command means.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>The work itself failed, or a check did not hold.</summary>
    public const int Failed = 1;

    /// <summary>Wrong usage or configuration.</summary>
    public const int Usage = 2;

    /// <summary>Something that it needs cannot be reached.</summary>
    public const int Unreachable = 3;
}
