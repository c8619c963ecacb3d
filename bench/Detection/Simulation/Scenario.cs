namespace Houle.Bench.Detection.Simulation;

/// <summary>A made cell: how many keys, how busy, how noisy, and what happens that is no burst.</summary>
internal sealed record Scenario(string Name)
{
    public int Keys { get; init; } = 300;

    /// <summary>Expected creator-minutes a day of the whole cell.</summary>
    public double PerDay { get; init; } = 40_000;

    public double Zipf { get; init; } = 1;

    /// <summary>Variance / mean of each key, drawn between these (log-uniform).</summary>
    public double DispersionMin { get; init; } = 1.3;

    public double DispersionMax { get; init; } = 6;

    /// <summary>Variance of a factor of mean 1 that each key gets anew every hour: noise that lasts.</summary>
    public double HourNoise { get; init; }

    /// <summary>Spread of each key's own daily rhythm around the city's, as an amplitude.</summary>
    public double OwnRhythm { get; init; } = 0.1;

    /// <summary>Hours in which the whole city speaks two to four times as much, per week.</summary>
    public double SurgesPerWeek { get; init; }

    public double LaunchesPerDay { get; init; }

    /// <summary>Gaps of 2 to 8 hours without any data, per week.</summary>
    public double GapsPerWeek { get; init; }

    /// <summary>Standard deviation of each key's steady growth, per day.</summary>
    public double DriftPerDay { get; init; }

    public int LearnDays { get; init; } = 15;

    public int TestDays { get; init; } = 14;

    public double BurstsPerDay { get; init; } = 3;

    /// <summary>Sizes of bursts, in sigma of the hour.</summary>
    public double[] Sigmas { get; init; } = [3, 4, 5, 6, 8];

    public int BurstMinutes { get; init; } = 120;

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("country") { Keys = 2000, PerDay = 200_000 },
        new("city"),
        new("quiet noise 1.3") { DispersionMax = 1.3 },
        new("loud noise 25") { DispersionMin = 25, DispersionMax = 25 },
        new("mixed noise 1.3-25") { DispersionMax = 25 },
        new("noise that lasts hours") { HourNoise = 0.25 },
        new("rhythms of their own") { OwnRhythm = 0.5 },
        new("city-wide surges") { SurgesPerWeek = 4 },
        new("launches") { LaunchesPerDay = 6 },
        new("missing hours") { GapsPerWeek = 4 },
        new("drift") { DriftPerDay = 0.05 },
        new("small city") { Keys = 100, PerDay = 2000, DispersionMax = 3 },
        new("town, 4 a day a sound") { Keys = 20, PerDay = 80, Zipf = 0.3, DispersionMax = 2, BurstsPerDay = 1 },
        new("everything at once")
        {
            DispersionMax = 25, HourNoise = 0.1, SurgesPerWeek = 3, LaunchesPerDay = 3, GapsPerWeek = 2, DriftPerDay = 0.03, OwnRhythm = 0.3,
        },
    ];
}

/// <summary>A burst that was put there.</summary>
internal sealed record Planted(int Key, int StartMinute, int EndMinute, double Sigma)
{
    /// <summary>Minute of the first alert on it, -1 for none.</summary>
    public int FirstAlert { get; set; } = -1;

    /// <summary>Minute at which it was first flagged (its q-value within the aim), -1 for never.</summary>
    public int FirstFlag { get; set; } = -1;
}
