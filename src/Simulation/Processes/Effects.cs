using Houle.Simulation.Scenarios;
using Houle.Simulation.World;

namespace Houle.Simulation.Processes;

/// <summary>What swells and campaigns do to sales, visits and intents: factors by place, product and time.</summary>
internal sealed class Effects
{
    private readonly List<Effect>[] _byCity;
    private readonly SimulatedWorld _world;

    public Effects(SimulatedWorld world)
    {
        _world = world;
        _byCity = [.. world.Cities.Select(_ => new List<Effect>())];
        foreach (Swell swell in world.Scenario.Plants.OfType<Swell>())
        {
            if (swell.Effect is not { } effect) continue;
            long afterMs = effect.AfterMinutes * Minute.Ms;
            Wave wave = new(swell.Wave.StartMs + afterMs, swell.Wave.PeakMs + afterMs, swell.Wave.EndMs + afterMs);
            _byCity[world.City(swell.City)].Add(new Effect(
                wave, effect.Product is null ? -1 : world.Product(effect.Product), effect.Sales, effect.Visits, effect.Intents,
                swell.Sensors));
        }
    }

    /// <summary>Times the usual sales of a product.</summary>
    public double Sales(int city, int product, long timeMs)
    {
        double factor = 1;
        foreach (Effect effect in _byCity[city])
        {
            if (effect.Product < 0 || effect.Product == product) factor *= Risen(effect.Sales, effect.Wave, timeMs);
        }

        foreach (CampaignPlan campaign in _world.Scenario.Campaigns)
        {
            if (Runs(campaign, city, product, timeMs)) factor *= campaign.Lift;
        }

        return factor;
    }

    public double Intents(int city, int product, long timeMs)
    {
        double factor = 1;
        foreach (Effect effect in _byCity[city])
        {
            if (effect.Product < 0 || effect.Product == product) factor *= Risen(effect.Intents, effect.Wave, timeMs);
        }

        return factor;
    }

    /// <summary>Times the usual people at a store's door or a street's counter.</summary>
    public double Visits(int city, string place, bool isStore, long timeMs)
    {
        double factor = 1;
        foreach (Effect effect in _byCity[city])
        {
            if (isStore || effect.Sensors.Contains(place)) factor *= Risen(effect.Visits, effect.Wave, timeMs);
        }

        return factor;
    }

    /// <summary>Whether anything changes a city's sales or intents then.</summary>
    public bool Any(int city, long timeMs)
    {
        foreach (Effect effect in _byCity[city])
        {
            if (timeMs > effect.Wave.StartMs && timeMs < effect.Wave.EndMs) return true;
        }

        foreach (CampaignPlan campaign in _world.Scenario.Campaigns)
        {
            if (timeMs >= campaign.StartMs && timeMs < campaign.EndMs) return true;
        }

        return false;
    }

    public bool Runs(CampaignPlan campaign, int city, int product, long timeMs) =>
        timeMs >= campaign.StartMs && timeMs < campaign.EndMs && campaign.Cities.Contains(_world.Scenario.Cities[city].Id)
        && campaign.Products.Contains(_world.Scenario.Products[product].Id);

    private static double Risen(double factor, Wave wave, long timeMs) => 1 + ((factor - 1) * wave.At(timeMs));

    private sealed record Effect(
        Wave Wave, int Product, double Sales, double Visits, double Intents, IReadOnlyList<string> Sensors);
}
