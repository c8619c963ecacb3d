using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;

namespace Houle.Simulation.Chance;

/// <summary>A seeded source of chance: equal seeds and names give equal numbers on every machine.</summary>
/// <remarks>xoshiro256** by D. Blackman and S. Vigna (public domain), its state filled by SplitMix64. Each process of a
/// simulation takes one of its own, by name, so that adding a process leaves the others' numbers alone.</remarks>
public sealed class Xoshiro
{
    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;

    /// <param name="seed">Of the whole simulation.</param>
    /// <param name="name">What the numbers are for.</param>
    public Xoshiro(ulong seed, string name)
    {
        ulong state = seed;
        foreach (byte b in Encoding.UTF8.GetBytes(name)) state = (state ^ b) * 0x100000001B3;
        _a = SplitMix(ref state);
        _b = SplitMix(ref state);
        _c = SplitMix(ref state);
        _d = SplitMix(ref state);
    }

    private Xoshiro(ulong a, ulong b, ulong c, ulong d) => (_a, _b, _c, _d) = (a, b, c, d);

    /// <summary>From a state as the published vectors have it.</summary>
    internal static Xoshiro FromState(ulong a, ulong b, ulong c, ulong d) => new(a, b, c, d);

    /// <summary>64 random bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Bits()
    {
        ulong result = BitOperations.RotateLeft(_b * 5, 7) * 9;
        ulong shifted = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= shifted;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>A multiple of 2^-53 in [0, 1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Unit() => (Bits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>In [0, <paramref name="below"/>); the bias of at most below / 2^64 is let stand.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Below(int below) => (int)Math.BigMul(Bits(), (ulong)below, out _);

    /// <summary>True with a probability of 0 to 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Happens(double probability) => Unit() < probability;

    /// <summary>A well-mixed hash of a number: SplitMix64's finaliser.</summary>
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    private static ulong SplitMix(ref ulong state) => Mix(state += 0x9E3779B97F4A7C15);
}
