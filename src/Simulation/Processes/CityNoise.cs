using Houle.Simulation.Chance;
using Houle.Simulation.World;

namespace Houle.Simulation.Processes;

/// <summary>How much more or less than usual a city talks in a quarter of an hour: a gamma factor of mean 1 that gives
/// its posts the scenario's variance / mean.</summary>
/// <remarks>Poisson counts of mean m under a gamma factor of shape r are negative binomial with variance / mean
/// 1 + m / r; r = m / (dispersion - 1).</remarks>
internal sealed class CityNoise(SimulatedWorld world)
{
    private const int BlockMinutes = 15;
    private readonly Xoshiro _chance = world.Chance("city noise");
    private readonly double[] _factors = [.. world.Cities.Select(_ => 1.0)];

    public double Of(int city) => _factors[city];

    public void Run(Minute minute)
    {
        double over = world.Scenario.CityDispersion - 1;
        if (over <= 0 || minute.StartMs / Minute.Ms % BlockMinutes != 0) return;
        for (int city = 0; city < _factors.Length; city++)
        {
            double mean = world.Scenario.Cities[city].PostsPerDay / 1440 * BlockMinutes * world.Social.At(minute.OfWeek);
            _factors[city] = mean < 1e-9 ? 1 : _chance.Gamma(mean / over) * over / mean;
        }
    }
}
