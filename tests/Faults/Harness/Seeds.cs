using System.Globalization;

namespace Houle.Faults.Harness;

/// <summary>Chance that can be had again: the same seed gives the same moments. HOULE_FAULT_SEED overrides it.</summary>
public sealed class Seeds
{
    public const string Variable = "HOULE_FAULT_SEED";

    private readonly Random _random;

    public Seeds(int seed)
    {
        Seed = int.TryParse(
            Environment.GetEnvironmentVariable(Variable), NumberStyles.Integer, CultureInfo.InvariantCulture, out int given)
            ? given
            : seed;
        _random = new Random(Seed);
    }

    public int Seed { get; }

    private Seeds(int seed, Random random) => (Seed, _random) = (seed, random);

    /// <summary>Chance of its own for something that goes on at the same time, so that neither's moments hang on the other's.</summary>
    public Seeds Fork() => new(Seed, new Random(_random.Next()));

    public int Next(int below) => _random.Next(below);

    public TimeSpan NextDelay(int maxMs) => TimeSpan.FromMilliseconds(_random.NextDouble() * maxMs);

    public override string ToString() => $"seed {Seed} (set {Variable} to repeat)";
}
