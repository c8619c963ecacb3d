using System.Buffers;

namespace Houle.Detection.Bursts;

/// <summary>Decayed sums over the bins of a cell, so that what a key missed over a gap is one difference.</summary>
/// <remarks>Ring of S(t) = sum over s up to t of x(s) d^(t-s); the sum over (a, b] as of b is S(b) - S(a) d^(b-a).</remarks>
internal sealed class GapSums(int length)
{
    private readonly double[] _sums = new double[length];

    public void Add(int bin, double value, double decay) =>
        _sums[bin % _sums.Length] = (_sums[(bin - 1) % _sums.Length] * decay) + value;

    /// <summary>Sum over the bins after <paramref name="from"/> up to <paramref name="to"/>, decayed as of the latter.</summary>
    public double Over(int from, int to, double decay) =>
        from >= to ? 0 : Math.Max(0, _sums[to % _sums.Length] - (_sums[from % _sums.Length] * decay));

    public void Write(IBufferWriter<byte> to) => StateWriter.Write<double>(to, _sums);

    public void Read(ref StateReader from) => from.Read<double>(_sums);
}
