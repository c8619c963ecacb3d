using Houle.Simulation.Chance;
using Houle.Simulation.World;

namespace Houle.Simulation.Processes;

/// <summary>Draws products in a minute in which some of them may be wanted more than usual: to buy, or before it.</summary>
internal readonly ref struct ProductPick
{
    private readonly Alias? _draw;
    private readonly Effects? _effects;
    private readonly int _city;
    private readonly long _timeMs;
    private readonly bool _sales;
    private readonly double _largest;

    /// <param name="sales">Factors of sales; else of intents.</param>
    public ProductPick(SimulatedWorld world, Effects effects, int city, Minute minute, bool sales)
    {
        _draw = world.ProductDraw;
        Factor = 1;
        if (_draw is null || !effects.Any(city, minute.StartMs)) return;
        (_effects, _city, _timeMs, _sales) = (effects, city, minute.StartMs, sales);
        Factor = 0;
        for (int product = 0; product < _draw.Count; product++)
        {
            double of = FactorOf(product);
            Factor += _draw.Share(product) * of;
            _largest = Math.Max(_largest, of);
        }
    }

    /// <summary>Of all products together.</summary>
    public double Factor { get; }

    /// <summary>A product, or -1 when there are none.</summary>
    public int Draw(Xoshiro chance)
    {
        if (_draw is null) return -1;
        while (true)
        {
            int product = _draw.Draw(chance);
            if (_effects is null || chance.Unit() * _largest < FactorOf(product)) return product;
        }
    }

    private double FactorOf(int product) =>
        _sales ? _effects!.Sales(_city, product, _timeMs) : _effects!.Intents(_city, product, _timeMs);
}
