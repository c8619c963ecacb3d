using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Houle.Detection.Numerics;

namespace Houle.Detection.Audience;

/// <summary>Who comments on a page in step with others: 256 places by hash, and the pod that the page was found to share them in.</summary>
/// <remarks>Kept of suspicious pages alone. When half of the places are taken all are cleared: a crowd is no pod.</remarks>
[StructLayout(LayoutKind.Sequential, Size = 40)]
public struct PodSketch
{
    private const int Places = 256;

    private PlaceBits _bits;

    /// <summary>The pod; 0 for none.</summary>
    public ulong Pod;

    public readonly int Taken
    {
        get
        {
            int taken = 0;
            foreach (ulong word in _bits) taken += BitOperations.PopCount(word);
            return taken;
        }
    }

    /// <param name="commenter">A well-mixed hash.</param>
    public void Saw(ulong commenter)
    {
        int place = (int)(commenter >> 56);
        _bits[place >> 6] |= 1UL << (place & 63);
        if (Taken > Places / 2) _bits = default;
    }

    /// <summary>How unlikely it is that two pages share so many places by chance.</summary>
    /// <param name="shared">Places that are taken in both.</param>
    /// <param name="expected">Of them by chance.</param>
    /// <returns>P(shared or more) where each page's places are drawn alone, without replacement: hypergeometric.</returns>
    public static double ChanceOf(in PodSketch a, in PodSketch b, out int shared, out double expected)
    {
        shared = 0;
        for (int i = 0; i < Places / 64; i++) shared += BitOperations.PopCount(a._bits[i] & b._bits[i]);
        int inA = a.Taken, inB = b.Taken;
        expected = inA * (double)inB / Places;
        if (shared <= expected) return 1;
        double chance = 0;
        for (int k = shared; k <= Math.Min(inA, inB); k++)
            chance += Math.Exp(Choose(inA, k) + Choose(Places - inA, inB - k) - Choose(Places, inB));
        return Math.Min(1, chance);
    }

    private static double Choose(int n, int k) =>
        k < 0 || k > n ? double.NegativeInfinity : LogGamma.OfOnePlus(n) - LogGamma.OfOnePlus(k) - LogGamma.OfOnePlus(n - k);

    [InlineArray(Places / 64)]
    private struct PlaceBits
    {
        private ulong _word;
    }
}
