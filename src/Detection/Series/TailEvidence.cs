using System.Numerics;
using System.Runtime.InteropServices;

namespace Houle.Detection.Series;

/// <summary>How rare a value is among all that came before, as -log10 of its tail probability.</summary>
/// <remarks>A histogram of 256 bins, 16 to the octave, below the largest value so far; what is 65,536 times smaller shares the
/// lowest bin. Ranks within the body; above the largest 2% an exponential tail of their mean excess (peaks over threshold:
/// Pickands 1975; streaming: Siffer et al., KDD 2017). Values of one bin count as equal.</remarks>
internal sealed class TailEvidence
{
    private const int Bins = 256;
    private const int MantissaShift = 48;   // leaves 4 of the mantissa's bits: 16 bins an octave
    private const double TailShare = 0.02;
    private const int TailCountMin = 12;
    private readonly int[] _counts = new int[Bins];
    private readonly int _valuesMin;
    private long _base;        // the lowest bin's place on the scale of all doubles
    private int _total;
    private int _tailBin = Bins, _tailFromTotal;
    private double _tailValue, _tailEvidence, _tailExcess;

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
        if (++_total == int.MaxValue) Halve();
        if (bin >= _tailBin) _tailFromTotal = 0;
        return evidence;
    }

    private double Evidence(double value, int bin)
    {
        if (_total >= _tailFromTotal + (_tailFromTotal >> 5) || _tailFromTotal == 0) FitTail();
        if (bin > _tailBin) return _tailEvidence + (value - _tailValue) / _tailExcess;
        return Math.Log10((_total + 1.0) / (CountFrom(bin) + 1.0));
    }

    private void FitTail()
    {
        int wanted = Math.Max(TailCountMin, (int)(TailShare * _total));
        int count = 0, bin = Bins;
        double sum = 0;
        while (count < wanted && bin > 0)
        {
            bin--;
            if (_counts[bin] == 0) continue;
            count += _counts[bin];
            sum += _counts[bin] * (Edge(bin) + Edge(bin + 1)) / 2;
        }

        _tailBin = bin;
        _tailValue = Edge(bin);
        _tailEvidence = Math.Log10((double)_total / count);
        _tailExcess = Math.Max((sum / count - _tailValue) * Math.Log(10), double.Epsilon);
        _tailFromTotal = _total;
    }

    private int CountFrom(int bin)
    {
        ReadOnlySpan<int> tail = _counts.AsSpan(bin);
        ReadOnlySpan<Vector<int>> vectors = MemoryMarshal.Cast<int, Vector<int>>(tail);
        Vector<int> sums = Vector<int>.Zero;
        foreach (Vector<int> vector in vectors) sums += vector;
        int count = Vector.Sum(sums);
        foreach (int one in tail[(vectors.Length * Vector<int>.Count)..]) count += one;
        return count;
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
        }

        _base += steps;
        _tailFromTotal = 0;
    }

    private double Edge(int bin) => bin == 0 ? 0 : BitConverter.Int64BitsToDouble((_base + bin) << MantissaShift);

    private void Halve()
    {
        _total = 0;
        for (int i = 0; i < Bins; i++) _total += _counts[i] /= 2;
        _tailFromTotal = 0;
    }
}
