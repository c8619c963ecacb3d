using System.Runtime.CompilerServices;
using Houle.Events;

namespace Houle.Streams.Windows;

/// <summary>Events of one entity in one window by format; a window's are fewer than 2^31.</summary>
[InlineArray(Count)]
public struct FormatCounts
{
    /// <summary>Formats there are.</summary>
    public const int Count = (int)Format.Article + 1;

    private int _first;

    /// <summary>Sums, up to the largest number there is.</summary>
    public void Add(in FormatCounts other)
    {
        for (int i = 0; i < Count; i++) this[i] += other[i];
    }
}
