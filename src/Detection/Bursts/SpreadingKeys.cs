using System.Runtime.InteropServices;

namespace Houle.Detection.Bursts;

/// <summary>By what the last tick opened alerts on keys that swell elsewhere already: q = Tests x P / Rank, with the rank and the p at
/// which the step-up of Benjamini and Hochberg stopped.</summary>
/// <param name="Tests">Pairs of an open key and a cell of the tick.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SpreadTest(int Tests, int Rank, double P, double Level);

/// <summary>A burst that is open in one cell is looked for in the others as a family of its own: some hundred tests, where all keys of all
/// cells are tens of thousands, so that its echo in the next town is seen with as many counts as it takes there.</summary>
/// <remarks>Which pairs belong to the family is known before the tick's p-values are, so each family keeps its own level (as weighted
/// hypotheses: C. Genovese, K. Roeder, L. Wasserman, Biometrika 93 (2006) 509-524). Cells do not share events, save those above others.</remarks>
internal sealed class SpreadingKeys
{
    private readonly HashSet<ulong> _open = [];
    private double[] _p = new double[16];
    private int[] _at = new int[16];
    private int _count;

    public bool Any => _open.Count > 0;

    public void Begin(Dictionary<(int Cell, ulong Key), Trend> trends)
    {
        _open.Clear();
        foreach (((int Cell, ulong Key) id, Trend trend) in trends)
        {
            if (trend.IsOpen) _open.Add(id.Key);
        }

        _count = 0;
    }

    public bool Contains(ulong key) => _open.Contains(key);

    /// <summary>A p of one of the family's keys in a cell where it is not open.</summary>
    /// <param name="at">The caller's number for it.</param>
    public void Add(double p, int at)
    {
        if (_count == _p.Length)
        {
            Array.Resize(ref _p, _count * 2);
            Array.Resize(ref _at, _count * 2);
        }

        (_p[_count], _at[_count]) = (p, at);
        _count++;
    }

    /// <summary>Those that are discoveries at a level, by Benjamini and Hochberg over all pairs of an open key and a cell.</summary>
    public ReadOnlySpan<int> Select(int cells, double level, out SpreadTest test)
    {
        Span<double> p = _p.AsSpan(0, _count);
        p.Sort(_at.AsSpan(0, _count));
        int tests = Math.Max(_open.Count * cells, _count), rank = _count;
        while (rank > 0 && tests * p[rank - 1] / rank > level) rank--;
        test = new SpreadTest(tests, rank, rank == 0 ? 1 : p[rank - 1], level);
        return _at.AsSpan(0, rank);
    }
}
