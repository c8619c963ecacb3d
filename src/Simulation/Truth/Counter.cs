using Houle.Simulation.Scenarios;

namespace Houle.Simulation.Truth;

/// <summary>Follows one planted entity in one city through its stretch of time: what was usual, what was planted, what came.</summary>
internal sealed class Counter
{
    public required int Bit { get; init; }

    public required CarriedKind Kind { get; init; }

    public required int Entity { get; init; }

    public required string EntityId { get; init; }

    public required int City { get; init; }

    public required Wave Wave { get; init; }

    /// <summary>Counts complaints and hostility alone.</summary>
    public required bool ComplaintsOnly { get; init; }

    /// <summary>Variance / mean of the usual count.</summary>
    public required Func<double, double> Dispersion { get; init; }

    /// <summary>Expected without the plant, over the stretch.</summary>
    public double Usual { get; set; }

    /// <summary>Of everything in the city: what the entity's share is taken of.</summary>
    public double CityUsual { get; set; }

    /// <summary>Expected of the plant.</summary>
    public double Extra { get; set; }

    /// <summary>Planted posts that were made.</summary>
    public long Planted { get; set; }

    /// <summary>Largest ratio of the expected rate to the usual one in a minute.</summary>
    public double PeakRatio { get; set; } = 1;

    /// <summary>Events written that match, duplicates left out.</summary>
    public long Observed { get; set; }

    public HashSet<int> Creators { get; } = [];

    /// <summary>Standard deviations by which the plant lifts the expected count above the usual one.</summary>
    public double Sigma => Usual <= 0 ? 0 : Extra / Math.Sqrt(Usual * Dispersion(CityUsual <= 0 ? 0 : Usual / CityUsual));
}
