namespace Houle.Streams.Windows;

/// <summary>A set of distinct people, kept as its <see cref="SizeMax"/> smallest hashes; a handle into a
/// <see cref="SketchPool"/>.</summary>
/// <remarks>
/// The k smallest of a union are the k smallest of the parts' k smallest, so sketches merge in any order and any grouping
/// to the same bytes, and in SQL with plain array functions. Below k the count is exact; at k it is estimated as
/// (k - 1) / (largest / 2^64), with a relative standard error of about 1 / sqrt(k - 2), 8.9% at 128.
/// Z. Bar-Yossef et al., "Counting distinct elements in a data stream", RANDOM 2002.
/// </remarks>
public struct PeopleSketch
{
    public const int SizeMax = 128;

    /// <summary>The only hash while <see cref="Count"/> is 1: most keys never need room in the pool.</summary>
    internal ulong Single;

    /// <summary>Start in the pool once <see cref="Count"/> passes 1.</summary>
    internal int Start;

    /// <summary>Hashes held, 0 to <see cref="SizeMax"/>.</summary>
    public int Count { get; internal set; }

    /// <summary>Distinct people: exact below <see cref="SizeMax"/> hashes, else the estimate.</summary>
    public static long Estimate(ReadOnlySpan<ulong> ascending) =>
        ascending.Length < SizeMax
            ? ascending.Length
            : (long)Math.Round((SizeMax - 1) / (ascending[^1] / 18446744073709551616.0), MidpointRounding.AwayFromZero);
}
