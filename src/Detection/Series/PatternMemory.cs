using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Houle.Detection.Series;

/// <summary>Patterns seen before, and how far the nearest of them is from a new one.</summary>
/// <remarks>Full, it forgets the oldest. Patterns lie coordinate by coordinate, so that sixteen are compared at once; the smallest of all
/// is the same in any order.</remarks>
internal sealed class PatternMemory
{
    private const int Step = 16;
    private readonly double[][] _coordinates;
    private readonly int _capacity;
    private int _count, _next;

    /// <param name="dimension">Numbers in a pattern, at least 1.</param>
    /// <param name="capacity">Patterns kept, a multiple of 16.</param>
    public PatternMemory(int dimension, int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(capacity % Step, 0);
        _capacity = capacity;
        _coordinates = new double[dimension][];
        for (int d = 0; d < dimension; d++)
        {
            _coordinates[d] = new double[capacity];
            // An empty place is far from everything, and its square is finite.
            Array.Fill(_coordinates[d], 1e150);
        }
    }

    public int Count => _count;

    /// <summary>Euclidean distance to the nearest pattern; 0 while there is none.</summary>
    public double Distance(ReadOnlySpan<double> pattern)
    {
        if (_count == 0) return 0;
        return pattern.Length switch
        {
            1 => Nearest(Used(0), pattern[0]),
            2 => Math.Sqrt(NearestSquare(Used(0), Used(1), pattern[0], pattern[1])),
            _ => Math.Sqrt(NearestSquare(pattern)),
        };
    }

    public void Remember(ReadOnlySpan<double> pattern)
    {
        for (int d = 0; d < pattern.Length; d++) _coordinates[d][_next] = pattern[d];
        if (_count < _capacity) _count++;
        if (++_next == _capacity) _next = 0;
    }

    /// <summary>One coordinate of all patterns, in steps of two vectors; what is empty in the last is far away.</summary>
    private ReadOnlySpan<Vector512<double>> Used(int dimension) =>
        MemoryMarshal.Cast<double, Vector512<double>>(_coordinates[dimension].AsSpan(0, (_count + Step - 1) / Step * Step));

    private static double Nearest(ReadOnlySpan<Vector512<double>> all, double x)
    {
        Vector512<double> at = Vector512.Create(x), even = Vector512.Create(double.MaxValue), odd = even;
        // Two chains, since each minimum waits for the one before.
        for (int i = 0; i + 1 < all.Length; i += 2)
        {
            even = Vector512.MinNative(even, Vector512.Abs(all[i] - at));
            odd = Vector512.MinNative(odd, Vector512.Abs(all[i + 1] - at));
        }

        return Smallest(Vector512.MinNative(even, odd));
    }

    private static double NearestSquare(ReadOnlySpan<Vector512<double>> first, ReadOnlySpan<Vector512<double>> second, double x, double y)
    {
        Vector512<double> atX = Vector512.Create(x), atY = Vector512.Create(y), even = Vector512.Create(double.MaxValue), odd = even;
        for (int i = 0; i + 1 < first.Length && i + 1 < second.Length; i += 2)
        {
            Vector512<double> dx = first[i] - atX, dy = second[i] - atY;
            even = Vector512.MinNative(even, dx * dx + dy * dy);
            (dx, dy) = (first[i + 1] - atX, second[i + 1] - atY);
            odd = Vector512.MinNative(odd, dx * dx + dy * dy);
        }

        return Smallest(Vector512.MinNative(even, odd));
    }

    private double NearestSquare(ReadOnlySpan<double> pattern)
    {
        double nearest = double.MaxValue;
        for (int i = 0; i < _count; i++)
        {
            double sum = 0;
            for (int d = 0; d < pattern.Length; d++)
            {
                double difference = _coordinates[d][i] - pattern[d];
                sum += difference * difference;
            }

            nearest = Math.Min(nearest, sum);
        }

        return nearest;
    }

    private static double Smallest(Vector512<double> values)
    {
        Vector256<double> four = Vector256.MinNative(values.GetLower(), values.GetUpper());
        Vector128<double> two = Vector128.MinNative(four.GetLower(), four.GetUpper());
        return Math.Min(two[0], two[1]);
    }
}
