using System.Buffers;

namespace Houle.Detection.Bursts;

/// <summary>Variance / mean of the counts of a cell's keys, by scale and by class of rate: what a key's own estimate leans
/// on. It is worked out once an hour, from all that closed before.</summary>
internal sealed class DispersionTable
{
    public const int Classes = 24;
    public const double Min = 1.05;

    /// <summary>Of a class. Bursts are cut by it before they are squared: without a bound each would raise it for the next.</summary>
    public const double Max = 100;

    /// <summary>Of a single key, whose own estimate feeds nothing else.</summary>
    public const double OwnMax = 1e4;

    // Before anything is seen: bursty enough not to cry wolf.
    private const double Initial = 4, InitialExpected = 20;

    // Counts that must be seen of a class before its keys are believed to be as alike as they look; and bins that its value stands for at most.
    // Keys that differ more than Alike are held to their class less than that rule says: bursts are cut, which hides part of the difference.
    private const double AlikeExpected = 200, Alike = 0.05, PriorBinsMax = 40;

    private readonly double[] _squares = new double[3 * Classes], _cubes = new double[3 * Classes], _expected = new double[3 * Classes];
    private readonly double[] _typical = new double[3 * Classes], _priorBins = new double[3 * Classes];
    private readonly double _leastBins;
    private double _allSquares = Initial * InitialExpected, _allExpected = InitialExpected;

    /// <param name="leastBins">Bins of an hour that a class stands for at least; half of it for longer ones.</param>
    public DispersionTable(double leastBins)
    {
        _leastBins = leastBins;
        Settle();
    }

    /// <summary>Class of an hourly rate: a power of two each, from 1/64 up to 131,072 an hour.</summary>
    public static int ClassOf(double perHour)
    {
        int exponent = (int)((BitConverter.DoubleToUInt64Bits(perHour) >> 52) & 0x7FF) - 1023;
        return Math.Clamp(exponent + 6, 0, Classes - 1);
    }

    /// <summary>Variance / mean of all keys' hours, weighted by volume: that of the cell's whole volume.</summary>
    public double OfVolume => Math.Clamp(_allSquares / _allExpected, Min, Max);

    /// <summary>Dispersion of a class: the larger of what the second and the third moment of its keys ask for.</summary>
    /// <remarks>The negative binomial of mean m has the moments m D and m D (2 D - 1). Where keys of a class differ, the mean of
    /// their D does not describe the tail, which the loudest of them make; the third moment weighs keys by D.</remarks>
    /// <param name="length">0 the hour, 1 six hours, 2 the day.</param>
    public double Of(int length, int rateClass) => _typical[(length * Classes) + rateClass];

    /// <summary>Bins of experience that a class's dispersion stands for beside a key's own: many where keys are alike.</summary>
    /// <remarks>Empirical Bayes: the moments give E[D] and E[D^2] / E[D] of the keys' dispersions, so their squared coefficient of variation
    /// c2; an estimate from n bins has 2 / n, so 2 / c2 bins weigh as much. Before much is seen, keys are taken to differ as the least bins say.</remarks>
    public double PriorBins(int length, int rateClass) => _priorBins[(length * Classes) + rateClass];

    public void Add(int length, int rateClass, double squares, double cubes, double expected)
    {
        int at = (length * Classes) + rateClass;
        _squares[at] += squares;
        _cubes[at] += cubes;
        _expected[at] += expected;
        if (length != 0) return;
        _allSquares += squares;
        _allExpected += expected;
    }

    /// <summary>An hour has passed: old ones count less, and what the next one's keys lean on is worked out.</summary>
    public void Forget(double decay)
    {
        for (int i = 0; i < _squares.Length; i++)
        {
            _squares[i] *= decay;
            _cubes[i] *= decay;
            _expected[i] *= decay;
        }

        _allSquares = (_allSquares * decay) + (Initial * InitialExpected * (1 - decay));
        _allExpected = (_allExpected * decay) + (InitialExpected * (1 - decay));
        Settle();
    }

    private void Settle()
    {
        double all = OfVolume, firm = all * InitialExpected;
        for (int at = 0; at < _typical.Length; at++)
        {
            // Neighbours of a class help where it is thin: the whole cell stands behind it with a weight of a few counts.
            double second = (_squares[at] + firm) / (_expected[at] + InitialExpected);
            double third = (_cubes[at] + (firm * ((2 * all) - 1))) / (_squares[at] + firm);
            _typical[at] = Math.Clamp(Math.Max(second, (third + 1) / 2), Min, Max);

            double least = at < Classes ? _leastBins : _leastBins / 2, seen = _expected[at];
            double mean = Math.Max(_squares[at] / Math.Max(seen, 1e-9), 1), loud = ((_cubes[at] / Math.Max(_squares[at], 1e-9)) + 1) / 2;
            double differ = Math.Max(0, (loud / mean) - 1), c2 = ((differ * seen) + (2 / least * AlikeExpected)) / (seen + AlikeExpected);
            _priorBins[at] = Math.Clamp(2 / c2 * (Alike / c2), least, PriorBinsMax);
        }
    }

    public void Write(IBufferWriter<byte> to)
    {
        StateWriter.Write<double>(to, _squares);
        StateWriter.Write<double>(to, _cubes);
        StateWriter.Write<double>(to, _expected);
        StateWriter.Write<double>(to, _typical);
        StateWriter.Write<double>(to, _priorBins);
        StateWriter.Write<double>(to, [_allSquares, _allExpected]);
    }

    public void Read(ref StateReader from)
    {
        from.Read<double>(_squares);
        from.Read<double>(_cubes);
        from.Read<double>(_expected);
        from.Read<double>(_typical);
        from.Read<double>(_priorBins);
        Span<double> all = stackalloc double[2];
        from.Read(all);
        (_allSquares, _allExpected) = (all[0], all[1]);
    }
}
