using System.Runtime.InteropServices;

namespace Houle.Detection.Explain;

/// <summary>One part of a rise: a city, a kind, a format, a creator.</summary>
/// <param name="Observed">Its count in the window, at least 0.</param>
/// <param name="Expected">What was expected of it in the same window, at least 0 and finite; 0 for a newcomer.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RisePart(long Observed, double Expected);

/// <summary>Which parts carry a rise: each part's share of the excess over expectation.</summary>
/// <remarks>Along one dimension at a time (cities, or formats, or creators): within each the shares add up to exactly one
/// million. A part that fell has a negative share, and others then carry more than the whole.</remarks>
public static class RiseShares
{
    /// <summary>What all shares add up to.</summary>
    public const long Whole = 1_000_000;

    /// <summary>Shares of the excess of the parts together.</summary>
    /// <param name="shareMicros">As long as <paramref name="parts"/>; gets each share in millionths, in the same order.</param>
    /// <returns>False where the parts together did not rise by at least a millionth of a count: all shares are 0 then.</returns>
    /// <exception cref="ArgumentException">Lengths differ, or a part is negative, NaN or infinite.</exception>
    public static bool Of(ReadOnlySpan<RisePart> parts, Span<long> shareMicros) =>
        Of(parts, Excess(parts), shareMicros, out long rest) && Settle(parts, shareMicros, rest);

    /// <summary>Shares of a rise of which the parts may be only some: what they leave is the rest.</summary>
    /// <param name="excess">Observed - expected of the whole, above 0.</param>
    /// <param name="restMicros">Share of what is in no part: with the shares it adds up to <see cref="Whole"/>.</param>
    /// <inheritdoc cref="Of(ReadOnlySpan{RisePart}, Span{long})"/>
    public static bool Of(ReadOnlySpan<RisePart> parts, double excess, Span<long> shareMicros, out long restMicros)
    {
        if (parts.Length != shareMicros.Length)
            throw new ArgumentException($"{shareMicros.Length} places for {parts.Length} shares", nameof(shareMicros));
        shareMicros.Clear();
        restMicros = 0;
        Excess(parts);
        if (!(excess >= 1e-6)) return false;
        restMicros = Whole;
        for (int i = 0; i < parts.Length; i++)
        {
            double share = Math.Clamp((parts[i].Observed - parts[i].Expected) / excess, -1e9, 1e9);
            shareMicros[i] = (long)Math.Round(share * Whole);
            restMicros -= shareMicros[i];
        }

        return true;
    }

    /// <summary>Gives what rounding left to the part with the largest share, the first of equals.</summary>
    private static bool Settle(ReadOnlySpan<RisePart> parts, Span<long> shareMicros, long rest)
    {
        int largest = 0;
        for (int i = 1; i < parts.Length; i++)
        {
            if (shareMicros[i] > shareMicros[largest]) largest = i;
        }

        shareMicros[largest] += rest;
        return true;
    }

    private static double Excess(ReadOnlySpan<RisePart> parts)
    {
        double excess = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            if (parts[i].Observed < 0 || !(parts[i].Expected >= 0) || !double.IsFinite(parts[i].Expected))
                throw new ArgumentException($"part {i} has {parts[i].Observed} observed and {parts[i].Expected} expected; both are at least 0", nameof(parts));
            excess += parts[i].Observed - parts[i].Expected;
        }

        return excess;
    }
}
