using System.Globalization;

namespace Houle.Avro.Binary;

/// <summary>An exact number: <paramref name="Unscaled"/> divided by 10 to the power of <paramref name="Scale"/>.</summary>
/// <param name="Unscaled">All digits, with sign.</param>
/// <param name="Scale">Digits after the point, 0 to 18.</param>
public readonly record struct AvroDecimal(long Unscaled, int Scale)
{
    /// <summary>Most digits that a long always holds.</summary>
    public const int PrecisionMax = 18;

    private static readonly long[] Powers = MakePowers();

    /// <summary>Money: hundredths.</summary>
    public static AvroDecimal FromCents(long cents) => new(cents, 2);

    /// <summary>The number in units of 10^-<paramref name="scale"/>.</summary>
    /// <exception cref="OverflowException">It does not fit, or digits would be lost.</exception>
    public long UnscaledAt(int scale)
    {
        if (scale == Scale) return Unscaled;
        if (scale > Scale) return checked(Unscaled * Powers[scale - Scale]);
        (long quotient, long rest) = Math.DivRem(Unscaled, Powers[Scale - scale]);
        return rest == 0 ? quotient : throw new OverflowException($"{this} has more than {scale} digits after the point");
    }

    public decimal ToDecimal() => new decimal(Unscaled) / Powers[Scale];

    public override string ToString() => ToDecimal().ToString("F" + Scale, CultureInfo.InvariantCulture);

    /// <summary>Whether a number has at most <paramref name="precision"/> digits (1 to 18).</summary>
    internal static bool Fits(long unscaled, int precision) =>
        unscaled < Powers[precision] && unscaled > -Powers[precision];

    private static long[] MakePowers()
    {
        var powers = new long[PrecisionMax + 1];
        powers[0] = 1;
        for (int i = 1; i < powers.Length; i++) powers[i] = powers[i - 1] * 10;
        return powers;
    }
}
