using System.Globalization;

namespace Houle.Detection.Audience;

/// <summary>The size that a creator is compared with: half a power of ten of followers.</summary>
public static class SizeCohort
{
    /// <summary>0-1k, 1k-5k, 5k-10k ... and one from 5,000,000,000 on.</summary>
    public const int Count = 15;

    /// <returns>0 for the smallest, up to <see cref="Count"/> - 1.</returns>
    public static int Of(long followers)
    {
        int size = 0;
        for (long from = 1_000; size < Count - 1 && followers >= from; from = NextFrom(from)) size++;
        return size;
    }

    /// <summary>As <c>10k-50k</c>.</summary>
    public static string Name(int size)
    {
        if (size <= 0) return "0-1k";
        long from = 1_000;
        for (int i = 1; i < size; i++) from = NextFrom(from);
        return $"{Short(from)}-{Short(NextFrom(from))}";
    }

    private static long NextFrom(long from)
    {
        long power = 1_000;
        while (power * 10 <= from) power *= 10;
        return from == power ? power * 5 : power * 10;
    }

    private static string Short(long count) => count >= 1_000_000
        ? string.Create(CultureInfo.InvariantCulture, $"{count / 1_000_000}m")
        : string.Create(CultureInfo.InvariantCulture, $"{count / 1_000}k");
}
