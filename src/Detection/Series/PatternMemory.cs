using System.Numerics;
using System.Runtime.InteropServices;

namespace Houle.Detection.Series;

/// <summary>Patterns seen before, and how far the nearest of them is from a new one.</summary>
/// <remarks>Full, it forgets one at random, by a generator of its own with a fixed seed. Patterns lie coordinate by coordinate, so that
/// several are compared at once.</remarks>
internal sealed class PatternMemory
{
    private readonly double[][] _coordinates;
    private readonly int _capacity;
    private int _count;
    private uint _random = 12345;

    /// <param name="dimension">Numbers in a pattern, at least 1.</param>
    /// <param name="capacity">Patterns kept, a multiple of 8.</param>
    public PatternMemory(int dimension, int capacity)
    {
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
        int width = Vector<double>.Count;
        int vectors = (_count + width - 1) / width;
        var nearest = new Vector<double>(double.MaxValue);
        if (pattern.Length == 1)
        {
            ReadOnlySpan<Vector<double>> only = MemoryMarshal.Cast<double, Vector<double>>(_coordinates[0]);
            var x = new Vector<double>(pattern[0]);
            for (int i = 0; i < vectors; i++) nearest = Vector.Min(nearest, Vector.Abs(only[i] - x));
            return Smallest(nearest);
        }

        if (pattern.Length == 2)
        {
            ReadOnlySpan<Vector<double>> first = MemoryMarshal.Cast<double, Vector<double>>(_coordinates[0]);
            ReadOnlySpan<Vector<double>> second = MemoryMarshal.Cast<double, Vector<double>>(_coordinates[1]);
            Vector<double> x = new(pattern[0]), y = new(pattern[1]);
            for (int i = 0; i < vectors; i++)
            {
                Vector<double> dx = first[i] - x, dy = second[i] - y;
                nearest = Vector.Min(nearest, dx * dx + dy * dy);
            }

            return Math.Sqrt(Smallest(nearest));
        }

        for (int i = 0; i < vectors; i++)
        {
            Vector<double> sum = Vector<double>.Zero;
            for (int d = 0; d < pattern.Length; d++)
            {
                Vector<double> difference = new Vector<double>(_coordinates[d].AsSpan(i * width)) - new Vector<double>(pattern[d]);
                sum += difference * difference;
            }

            nearest = Vector.Min(nearest, sum);
        }

        return Math.Sqrt(Smallest(nearest));
    }

    public void Remember(ReadOnlySpan<double> pattern)
    {
        int place = _count;
        if (_count < _capacity) _count++;
        else
        {
            _random = _random * 1664525 + 1013904223;
            place = (int)((_random >> 8) % (uint)_capacity);
        }

        for (int d = 0; d < pattern.Length; d++) _coordinates[d][place] = pattern[d];
    }

    private static double Smallest(Vector<double> values)
    {
        double smallest = values[0];
        for (int i = 1; i < Vector<double>.Count; i++) smallest = Math.Min(smallest, values[i]);
        return smallest;
    }
}
