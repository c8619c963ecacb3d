using Houle.Simulation.Chance;
using Houle.Simulation.World;

namespace Houle.Simulation.Processes;

/// <summary>Draws products in a minute in which some of them may be wanted more than usual.</summary>
internal readonly ref struct ProductPick
{
    private readonly Alias? _draw;
    private readonly Func<int, long, double>? _factor;
    private readonly long _timeMs;
    private readonly double _largest;

    /// <param name="factor">Of a product at a time; asked when <paramref name="isChanged"/> alone.</param>
    public ProductPick(SimulatedWorld world, Func<int, long, double> factor, bool isChanged, Minute minute)
    {
        _draw = world.ProductDraw;
        Factor = 1;
        if (!isChanged || _draw is null) return;
        _factor = factor;
        _timeMs = minute.StartMs;
        Factor = 0;
        for (int product = 0; product < _draw.Count; product++)
        {
            double of = factor(product, _timeMs);
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
            if (_factor is null || chance.Unit() * _largest < _factor(product, _timeMs)) return product;
        }
    }
}
