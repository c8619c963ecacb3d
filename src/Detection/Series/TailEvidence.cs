using System.Runtime.Intrinsics;

namespace Houle.Detection.Series;

/// <summary>How rare a value is among all that came before, as -log10 of its tail probability.</summary>
/// <remarks>A histogram of 256 bins, 16 to the octave, below the largest value so far; what is 65,536 times smaller shares the
/// lowest bin. Ranks within the body; above the largest 2% an exponential tail of their mean excess (peaks over threshold:
/// Pickands 1975; streaming: Siffer et al., KDD 2017). Values of one bin count as equal.</remarks>
internal sealed class TailEvidence
{
    private const int Bins = 256, GroupBins = 16;
    private const int MantissaShift = 48;   // leaves 4 of the mantissa's bits: 16 bins an octave
    private const double TailShare = 0.02;
    private const int TailCountMin = 15;
    private const double Ln10 = 2.302585092994046;
    private readonly int[] _counts = new int[Bins];
    private readonly int[] _groups = new int[Bins / GroupBins];   // sums of the counts, 16 by 16
    private readonly int _valuesMin;
    private long _base;        // the lowest bin's place on the scale of all doubles
    private int _total;
    private int _tailBin = Bins, _tailCount, _tailFromTotal;
    private double _tailSum, _tailValue, _tailEvidence, _tailExcess;

    /// <param name="valuesMin">Values without evidence at the start.</param>
    public TailEvidence(int valuesMin) => _valuesMin = valuesMin;

    public int Total => _total;

    /// <summary>Evidence of a value, which then joins the others.</summary>
    /// <param name="value">At least 0, finite.</param>
    /// <returns>At least 0; 0 for the first values.</returns>
    public double Next(double value)
    {
        int bin = BinOf(value);
        double evidence = _total < _valuesMin ? 0 : Evidence(value, bin);
        _counts[bin]++;
        _groups[bin / GroupBins]++;
        if (++_total == int.MaxValue) Halve();
        if (bin >= _tailBin) AddToTail(bin);
        return evidence;
    }

    private double Evidence(double value, int bin)
    {
        if (_total >= _tailFromTotal + (_tailFromTotal >> 5)) FitTail();
        if (bin > _tailBin) return _tailEvidence + (value - _tailValue) / _tailExcess;
        return Math.Log((_total + 1.0) / (CountFrom(bin) + 1.0)) / Ln10;
    }

    /// <summary>The tail is the fewest highest bins that have the values wanted.</summary>
    private void FitTail()
    {
        int wanted = Math.Max(TailCountMin, (int)(TailShare * _total));
        while (_tailCount < wanted && _tailBin > 0) Take(--_tailBin, 1);
        while (_tailCount - _counts[_tailBin] >= wanted) Take(_tailBin++, -1);
        _tailFromTotal = _total;
        _tailValue = Edge(_tailBin);
        _tailEvidence = Math.Log((double)_total / _tailCount) / Ln10;
        _tailExcess = Math.Max((_tailSum / _tailCount - _tailValue) * Ln10, double.Epsilon);
    }

    private void AddToTail(int bin)
    {
        _tailCount++;
        _tailSum += Middle(bin);
        FitTail();
    }

    /// <summary>The bins have moved: it is fitted again.</summary>
    private void ForgetTail() => (_tailBin, _tailCount, _tailSum, _tailFromTotal) = (Bins, 0, 0, 0);

    private void Take(int bin, int sign)
    {
        _tailCount += sign * _counts[bin];
        _tailSum += sign * _counts[bin] * Middle(bin);
    }

    private double Middle(int bin) => (Edge(bin) + Edge(bin + 1)) / 2;

    /// <summary>Values in a bin and above: the groups above its own, and its own group from it on.</summary>
    private int CountFrom(int bin)
    {
        int group = bin / GroupBins;
        Vector512<int> above = Vector512.GreaterThan(Vector512<int>.Indices, Vector512.Create(group)) & Vector512.Create(_groups);
        Vector512<int> within = Vector512.GreaterThanOrEqual(Vector512<int>.Indices, Vector512.Create(bin % GroupBins))
            & Vector512.Create<int>(_counts.AsSpan(group * GroupBins, GroupBins));
        return Vector512.Sum(above + within);
    }

    /// <summary>Bin of a value; a new largest one moves the others down.</summary>
    private int BinOf(double value)
    {
        long place = BitConverter.DoubleToInt64Bits(value) >> MantissaShift;
        if (place >= _base + Bins) MoveDown(place);
        return (int)Math.Max(place - _base, 0);
    }

    private void MoveDown(long place)
    {
        long steps = place - (_base + Bins - 1);
        if (_total > 0)
        {
            int by = (int)Math.Min(steps, Bins - 1);
            int lowest = 0;
            for (int i = 0; i <= by; i++) lowest += _counts[i];
            _counts.AsSpan(by + 1).CopyTo(_counts.AsSpan(1));
            _counts.AsSpan(Bins - by).Clear();
            _counts[0] = lowest;
            SumGroups();
        }

        _base += steps;
        ForgetTail();
    }

    private double Edge(int bin) => bin == 0 ? 0 : BitConverter.Int64BitsToDouble((_base + bin) << MantissaShift);

    private void Halve()
    {
        _total = 0;
        for (int i = 0; i < Bins; i++) _total += _counts[i] /= 2;
        SumGroups();
        ForgetTail();
    }

    private void SumGroups()
    {
        for (int group = 0; group < _groups.Length; group++)
            _groups[group] = Vector512.Sum(Vector512.Create<int>(_counts.AsSpan(group * GroupBins, GroupBins)));
    }
}
