namespace Houle.Bench.DetectionData;

/// <summary>Points over one or more files; they add up.</summary>
internal readonly record struct NabPoints(double Raw, int Windows, int Hits, int FalseAlarms)
{
    /// <summary>0 for no alert at all, 100 for one on the first row of every window.</summary>
    public double Score => Windows == 0 ? double.NaN : 100 * (Raw + Windows) / (2.0 * Windows);

    public static NabPoints operator +(NabPoints a, NabPoints b) =>
        new(a.Raw + b.Raw, a.Windows + b.Windows, a.Hits + b.Hits, a.FalseAlarms + b.FalseAlarms);
}
