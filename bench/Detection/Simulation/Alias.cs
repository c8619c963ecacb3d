namespace Houle.Bench.Detection.Simulation;

/// <summary>Draws an index by weight in constant time (A. Walker, ACM TOMS 3 (1977) 253-256).</summary>
internal sealed class Alias(int size)
{
    private readonly double[] _keep = new double[size];
    private readonly int[] _other = new int[size], _small = new int[size], _large = new int[size];

    public void Fill(ReadOnlySpan<double> weights, double sum)
    {
        int small = 0, large = 0;
        for (int i = 0; i < size; i++)
        {
            _keep[i] = weights[i] * size / sum;
            if (_keep[i] < 1) _small[small++] = i;
            else _large[large++] = i;
        }

        while (small > 0 && large > 0)
        {
            int less = _small[--small], more = _large[large - 1];
            _other[less] = more;
            _keep[more] -= 1 - _keep[less];
            if (_keep[more] >= 1) continue;
            large--;
            _small[small++] = more;
        }

        while (large > 0) _keep[_large[--large]] = 1;
        while (small > 0) _keep[_small[--small]] = 1;
    }

    public int Draw(Chance chance)
    {
        double at = chance.Uniform() * size;
        int index = (int)at;
        return at - index < _keep[index] ? index : _other[index];
    }
}
