namespace Houle.Streams.Windows;

/// <summary>What was found on a shelf when it was counted; the default is a shelf that never was.</summary>
/// <param name="AtMs">When, after 1970.</param>
/// <param name="Units">Below 0 when more was sold than counted.</param>
/// <param name="IncomingUnits">On their way, at least 0.</param>
/// <param name="IncomingAtMs">When they are due; 0 for unknown.</param>
public readonly record struct ShelfLevel(long AtMs, long Units, long IncomingUnits, long IncomingAtMs)
{
    /// <summary>Whether this is the one to go by: the newer, of two at one moment the lower, and then the one that promises
    /// least. A total order: the best of several is the same in whatever order they come.</summary>
    public bool Replaces(in ShelfLevel other) =>
        AtMs != other.AtMs ? AtMs > other.AtMs
        : Units != other.Units ? Units < other.Units
        : IncomingUnits != other.IncomingUnits ? IncomingUnits < other.IncomingUnits
        : IncomingAtMs > other.IncomingAtMs;
}
