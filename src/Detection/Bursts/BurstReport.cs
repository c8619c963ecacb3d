using System.Runtime.InteropServices;

namespace Houle.Detection.Bursts;

/// <summary>A window of a key: what was seen, what was expected, and how unusual that is.</summary>
/// <param name="Count">Creator-minutes seen.</param>
/// <param name="Expected">Expected creator-minutes in the same minutes.</param>
/// <param name="Dispersion">Variance / mean of the count, the uncertainty of the expectation included.</param>
/// <param name="P">Upper-tail mid-p; 1 where the count is not above its expectation, clearly within
/// its spread, or fewer than the creators that admit a key: one post in a silent town is no burst.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct WindowTest(long Count, double Expected, double Dispersion, double P);

/// <summary>A tested key whose outcome could matter: all that an alert needs as evidence.</summary>
public struct BurstReport
{
    public ulong Key;

    /// <summary>Combined p of all scales, in [0, 1].</summary>
    public double P;

    /// <summary>The scale with the smallest p.</summary>
    public Scale Strongest;

    public PerScale<WindowTest> Windows;

    /// <summary>Lower bound (97.5%, one-sided) of observed rate / expected rate at the strongest scale: what to rank by.</summary>
    public double RatioLow;

    /// <summary>Authenticity-weighted share of the key's recent counts, 0 to 1.</summary>
    public double AuthenticShare;

    /// <summary>Mid-p of the authentic part of the count at the strongest scale.</summary>
    public double AuthenticP;

    /// <summary>Days of history behind the expectation, decayed: what the key's own baseline weighs.</summary>
    public double BaselineDays;

    public readonly WindowTest Best => Windows[(int)Strongest];
}
