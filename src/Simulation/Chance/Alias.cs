namespace Houle.Simulation.Chance;

/// <summary>Draws one of many things by weight in constant time (A. Walker's alias method, built as M. Vose does).</summary>
public sealed class Alias
{
    private readonly double[] _keep;
    private readonly int[] _other;
    private readonly double[] _shares;

    /// <param name="weights">At least one; none below 0, some above.</param>
    public Alias(IReadOnlyList<double> weights)
    {
        int count = weights.Count;
        double sum = weights.Sum();
        if (count == 0 || !(sum > 0)) throw new ArgumentException("some weight must be above 0", nameof(weights));
        _shares = [.. weights.Select(w => w / sum)];
        _keep = [.. _shares.Select(s => s * count)];
        _other = new int[count];
        Stack<int> small = new(), large = new();
        for (int i = 0; i < count; i++) (_keep[i] < 1 ? small : large).Push(i);
        while (small.Count > 0 && large.Count > 0)
        {
            int less = small.Pop(), more = large.Pop();
            _other[less] = more;
            _keep[more] -= 1 - _keep[less];
            (_keep[more] < 1 ? small : large).Push(more);
        }

        foreach (int i in small.Concat(large)) _keep[i] = 1;
    }

    public int Count => _keep.Length;

    /// <summary>Probability of one of the things.</summary>
    public double Share(int index) => _shares[index];

    public int Draw(Xoshiro chance)
    {
        int i = chance.Below(_keep.Length);
        return chance.Unit() < _keep[i] ? i : _other[i];
    }

    /// <summary>Weights falling with the rank: 1 / (rank + 1.7)^power, as words and songs do (Zipf, Mandelbrot).</summary>
    public static double[] Zipf(int count, double power) =>
        [.. Enumerable.Range(0, count).Select(rank => PlainMath.Pow(rank + 2.7, -power))];
}
