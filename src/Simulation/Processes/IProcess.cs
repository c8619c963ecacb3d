namespace Houle.Simulation.Processes;

/// <summary>A minute of the simulation.</summary>
/// <param name="StartMs">Unix milliseconds.</param>
/// <param name="OfWeek">Local minute of the week, from Monday 00:00.</param>
internal readonly record struct Minute(long StartMs, int OfWeek)
{
    public const long Ms = 60_000;

    public long EndMs => StartMs + Ms;
}

/// <summary>Something that goes on in the cities, a minute at a time.</summary>
internal interface IProcess
{
    /// <summary>Makes the events of a minute. None may arrive before it begins.</summary>
    void Run(Minute minute);
}
