namespace Houle.Bench.DetectionData;

/// <summary>A real series with what is known to have happened in it.</summary>
/// <param name="Set">Which data it is of.</param>
/// <param name="Name">Which of its series.</param>
/// <param name="Values">One a step, in the order of time.</param>
/// <param name="StepMinutes">Minutes between two values.</param>
/// <param name="Events">Rows from the first at which an alert is right to the last; empty where nothing is known.</param>
internal sealed record KnownSeries(string Set, string Name, double[] Values, double StepMinutes, (int First, int Last)[] Events)
{
    public double Days => Values.Length * StepMinutes / 1440;
}
